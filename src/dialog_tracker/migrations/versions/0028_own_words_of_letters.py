"""The facts of a letter until it leaves, so that an installation may say it in its own words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("template", sa.Text(), nullable=False, server_default=""))
    op.add_column("letter", sa.Column("facts", JSONB(), nullable=False, server_default=sa.text("'{}'")))
    op.alter_column("letter", "template", server_default=None)
    op.alter_column("letter", "facts", server_default=None)


def downgrade() -> None:
    op.drop_column("letter", "facts")
    op.drop_column("letter", "template")
