"""The names of the columns that a policy adds to a frame."""


def column_name(*ids: str) -> str:
    """The column of a policy, or of one of its outcomes or outputs."""
    return "_".join(id_.replace("-", "_") for id_ in ids)
