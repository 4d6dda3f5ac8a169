"""Submissions of a table that wait until somebody gives their rows a place."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake_held",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("read", postgresql.JSONB(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decided_by IS NULL OR decided_at IS NOT NULL", name=op.f("ck_intake_held_decided")),
        sa.ForeignKeyConstraint(["file_id"], ["intake_file.id"], name=op.f("fk_intake_held_file_id")),
        sa.PrimaryKeyConstraint("file_id", "row", name=op.f("pk_intake_held")),
    )


def downgrade() -> None:
    op.drop_table("intake_held")
