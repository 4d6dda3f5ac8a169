"""Submissions quarantined or withheld; contents of files that were erased; requests for erasure that wait for an official."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_REASONS = ("", "personal_data", "insult", "hate_speech", "confidential", "copyright", "off_topic", "spam")
_FILES = ("stored_file", "submission_file", "intake_file")
_PURPOSES = "'confirm', 'reset', 'invite', 'first_administrator'"


def upgrade() -> None:
    op.add_column("submission", sa.Column("withheld_code", sa.Text(), nullable=False, server_default=""))
    op.alter_column("submission", "withheld_code", server_default=None)
    op.add_column("submission", sa.Column("quarantined_until", sa.DateTime(timezone=True), nullable=True))
    allowed = ", ".join(f"'{reason}'" for reason in _REASONS)
    op.create_check_constraint(op.f("ck_submission_withheld_code"), "submission", f"withheld_code IN ({allowed})")
    op.create_check_constraint(op.f("ck_submission_one_decision"), "submission", "withheld_code = '' OR quarantined_until IS NULL")
    for table in _FILES:
        op.add_column(table, sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("ck_link_purpose"), "link")
    op.create_check_constraint(op.f("ck_link_purpose"), "link", f"purpose IN ({_PURPOSES}, 'erase')")
    op.create_table(
        "erasure_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision IN ('', 'erased', 'refused')", name=op.f("ck_erasure_request_decision")),
        sa.CheckConstraint("(decision = '') = (decided_at IS NULL)", name=op.f("ck_erasure_request_decided")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_request")),
    )
    op.create_index(op.f("ix_erasure_request_person_id"), "erasure_request", ["person_id"])


def downgrade() -> None:
    op.drop_table("erasure_request")
    op.execute("DELETE FROM link WHERE purpose = 'erase'")
    op.drop_constraint(op.f("ck_link_purpose"), "link")
    op.create_check_constraint(op.f("ck_link_purpose"), "link", f"purpose IN ({_PURPOSES})")
    for table in _FILES:
        op.drop_column(table, "erased_at")
    op.drop_constraint(op.f("ck_submission_one_decision"), "submission")
    op.drop_constraint(op.f("ck_submission_withheld_code"), "submission")
    op.drop_column("submission", "quarantined_until")
    op.drop_column("submission", "withheld_code")
