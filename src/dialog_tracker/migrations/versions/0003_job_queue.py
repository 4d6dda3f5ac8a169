"""The tables of the job queue, made by the queue's own statements so that they agree with the version in use."""

from typing import Any

from alembic import op
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _run_script(QueryBuilderEnvironment().build_install_query())


def downgrade() -> None:
    _run_script(QueryBuilderEnvironment().build_uninstall_query())


def _run_script(script: str) -> None:
    """Run several statements at once, which a prepared statement cannot."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(script))
