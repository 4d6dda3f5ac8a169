"""Files kept with an act that are no text of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act_attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_act_attachment_act_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_act_attachment_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_attachment")),
        sa.UniqueConstraint("act_id", "sha256", name=op.f("uq_act_attachment_act_id_sha256")),
    )


def downgrade() -> None:
    op.drop_table("act_attachment")
