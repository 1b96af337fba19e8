"""Whether two processes mean the same of every history."""

from crmrules.assurance.difference.base import Compared, begun, changed_facts
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.model.text import Text

_HISTORIES = Text("what they say of every history", "对所有事件历史的结论")


def compare_processes(old: ProcessDefinition, new: ProcessDefinition) -> Compared:
    """What two processes are to each other; not decided where they differ in anything."""
    facts, since = changed_facts(old, new), begun(old, new)
    if old.hash == new.hash:
        return Compared(facts=facts, since=since)
    return Compared(open=(_HISTORIES,), facts=facts, since=since)
