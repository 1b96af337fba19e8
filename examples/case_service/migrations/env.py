"""How Alembic reaches the database: by the connection that `journal.opened` hands it."""

from alembic import context

from examples.case_service.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
