"""Run by Alembic: uses the connection it is given, inside the transaction that holds the lock."""

from alembic import context

from dialog_tracker.migrations.schema import SCHEMA, is_ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SCHEMA,
    include_name=is_ours,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
