"""The journal of events, append-only: triggers refuse to change or delete what was kept."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SAID = "the journal of events is append-only"


def upgrade() -> None:
    """Make the table and its guards."""
    place = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "events",
        sa.Column("place", place, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("at", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("recorded", sa.Date(), nullable=False),
        sa.UniqueConstraint("id", name="events_id"),
    )
    op.create_index("ix_events_customer", "events", ["customer"])
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER events_no_{change.lower()} BEFORE {change} ON events "
                f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER events_kept BEFORE UPDATE OR DELETE ON events "
            "FOR EACH STATEMENT EXECUTE FUNCTION events_refuse()"
        )


def downgrade() -> None:
    """Drop it, with all that was kept."""
    op.drop_table("events")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION events_refuse()")
