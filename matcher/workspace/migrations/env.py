"""What Alembic runs: on the connection it is given, in one transaction on both databases."""

from __future__ import annotations

from alembic import context

from matcher.workspace.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
