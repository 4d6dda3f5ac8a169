"""The act that an activity was about."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("activity", sa.Column("act_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_activity_act_id"), "activity", "act", ["act_id"], ["id"])
    op.create_index(op.f("ix_activity_act_id"), "activity", ["act_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_activity_act_id"), table_name="activity")
    op.drop_constraint(op.f("fk_activity_act_id"), "activity", type_="foreignkey")
    op.drop_column("activity", "act_id")
