"""How Alembic runs: always inside the connection that `plugin.migrate` hands it."""

from alembic import context

from plugin.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
