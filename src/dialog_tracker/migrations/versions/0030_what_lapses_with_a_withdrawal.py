"""What was to be done by a day that had not passed when the draft was withdrawn is not due any more."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        UPDATE obligation SET verdict = 'not_applicable', reason = 'draft-withdrawn'
        FROM consultation c
        WHERE c.id = obligation.consultation_id AND c.stage = 'withdrawn' AND obligation.frozen AND obligation.verdict = 'open'
          AND obligation.reason = 'deadline-open' AND obligation.due_on >= (c.withdrawn_at AT TIME ZONE c.time_zone)::date
        """
    )


def downgrade() -> None:
    op.execute("UPDATE obligation SET verdict = 'open', reason = 'deadline-open' WHERE reason = 'draft-withdrawn'")
