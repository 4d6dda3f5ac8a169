"""The name under which a letter of an authority goes out."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("sender", sa.Text(), nullable=False, server_default=""))
    op.alter_column("letter", "sender", server_default=None)


def downgrade() -> None:
    op.drop_column("letter", "sender")
