"""Invitations to activities and working groups beside consultations, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_UNIQUE = "uq_invitation_consultation_id_name_channel"
_OF_EACH = "uq_invitation_consultation_id_activity_id_group_id_name_channel"


def upgrade() -> None:
    op.add_column("invitation", sa.Column("authority_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE invitation SET authority_id = c.authority_id FROM consultation c WHERE c.id = invitation.consultation_id")
    op.alter_column("invitation", "authority_id", nullable=False)
    op.alter_column("invitation", "consultation_id", nullable=True)
    op.add_column("invitation", sa.Column("activity_id", sa.Uuid(), nullable=True))
    op.add_column("invitation", sa.Column("group_id", sa.Uuid(), nullable=True))
    op.add_column("invitation", sa.Column("delivered", sa.Boolean(), nullable=True))
    op.add_column("invitation", sa.Column("came", sa.Boolean(), nullable=True))
    op.create_foreign_key(op.f("fk_invitation_authority_id"), "invitation", "authority", ["authority_id"], ["id"])
    op.create_foreign_key(op.f("fk_invitation_activity_id"), "invitation", "activity", ["activity_id"], ["id"], ondelete="CASCADE")
    op.create_foreign_key(op.f("fk_invitation_group_id"), "invitation", "working_group", ["group_id"], ["id"], ondelete="CASCADE")
    for column in ("authority_id", "activity_id", "group_id", "organisation_id"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column], unique=False)
    op.create_check_constraint(op.f("ck_invitation_of_one"), "invitation", "num_nonnulls(consultation_id, activity_id, group_id) = 1")
    op.drop_constraint(op.f(_UNIQUE), "invitation", type_="unique")
    columns = ["consultation_id", "activity_id", "group_id", "name", "channel"]
    op.create_unique_constraint(op.f(_OF_EACH), "invitation", columns, postgresql_nulls_not_distinct=True)


def downgrade() -> None:
    op.execute("DELETE FROM invitation WHERE consultation_id IS NULL")  # the earlier schema has no room for them
    op.drop_constraint(op.f(_OF_EACH), "invitation", type_="unique")
    op.create_unique_constraint(op.f(_UNIQUE), "invitation", ["consultation_id", "name", "channel"])
    op.drop_constraint(op.f("ck_invitation_of_one"), "invitation", type_="check")
    for column in ("organisation_id", "group_id", "activity_id", "authority_id"):
        op.drop_index(op.f(f"ix_invitation_{column}"), table_name="invitation")
    for column in ("group_id", "activity_id", "authority_id"):
        op.drop_constraint(op.f(f"fk_invitation_{column}"), "invitation", type_="foreignkey")
    for column in ("came", "delivered", "group_id", "activity_id", "authority_id"):
        op.drop_column("invitation", column)
    op.alter_column("invitation", "consultation_id", nullable=False)
