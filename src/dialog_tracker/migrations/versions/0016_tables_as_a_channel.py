"""Submissions of a table say that they came in one, and not through a portal."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_CHANNELS = "'web', 'email', 'post', 'event', 'office', 'portal'"


def _hold_to(channels: str) -> None:
    op.drop_constraint(op.f("ck_submission_channel"), "submission", type_="check")
    op.create_check_constraint(op.f("ck_submission_channel"), "submission", f"channel IN ({channels})")


def upgrade() -> None:
    _hold_to(f"{_CHANNELS}, 'table'")


def downgrade() -> None:
    op.execute("UPDATE submission SET channel = 'portal' WHERE channel = 'table'")
    _hold_to(_CHANNELS)
