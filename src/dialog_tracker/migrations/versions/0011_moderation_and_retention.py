"""Submissions quarantined or withheld; contents of files that were erased; requests for erasure that wait for an official."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None

_REASONS = ("", "personal_data", "insult", "hate_speech", "confidential", "copyright", "off_topic", "spam")


def upgrade() -> None:
    op.add_column("submission", sa.Column("withheld_code", sa.Text(), nullable=False, server_default=""))
    op.alter_column("submission", "withheld_code", server_default=None)
    op.add_column("submission", sa.Column("quarantined_until", sa.DateTime(timezone=True), nullable=True))
    allowed = ", ".join(f"'{reason}'" for reason in _REASONS)
    op.create_check_constraint(op.f("ck_submission_withheld_code"), "submission", f"withheld_code IN ({allowed})")
    op.create_check_constraint(op.f("ck_submission_one_decision"), "submission", "withheld_code = '' OR quarantined_until IS NULL")
    op.add_column("stored_file", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("stored_file", "erased_at")
    op.drop_constraint(op.f("ck_submission_one_decision"), "submission")
    op.drop_constraint(op.f("ck_submission_withheld_code"), "submission")
    op.drop_column("submission", "quarantined_until")
    op.drop_column("submission", "withheld_code")
