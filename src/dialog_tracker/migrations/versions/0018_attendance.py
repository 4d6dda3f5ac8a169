"""Registration for activities and their attendance lists."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("organisation_fold", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("cancelled_at IS NULL OR came IS NOT TRUE", name=op.f("ck_attendee_cancelled")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_attendee_activity_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee")),
        sa.UniqueConstraint("digest", name=op.f("uq_attendee_digest")),
    )
    op.create_index(op.f("ix_attendee_email"), "attendee", ["email"], unique=False)
    op.create_index("ix_attendee_order", "attendee", ["activity_id", "registered_at", "id"], unique=False)
    op.create_index(op.f("ix_attendee_organisation_fold"), "attendee", ["organisation_fold"], unique=False)
    op.create_index(
        "uq_attendee_email",
        "attendee",
        ["activity_id", "email"],
        unique=True,
        postgresql_where=sa.text("email <> '' AND cancelled_at IS NULL"),
    )
    op.create_table(
        "registration",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_registration_order")),
        sa.CheckConstraint("seats IS NULL OR seats > 0", name=op.f("ck_registration_seats")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_registration_activity_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_registration")),
    )


def downgrade() -> None:
    op.drop_table("registration")
    op.drop_index("uq_attendee_email", table_name="attendee", postgresql_where=sa.text("email <> '' AND cancelled_at IS NULL"))
    op.drop_index(op.f("ix_attendee_organisation_fold"), table_name="attendee")
    op.drop_index("ix_attendee_order", table_name="attendee")
    op.drop_index(op.f("ix_attendee_email"), table_name="attendee")
    op.drop_table("attendee")
