"""What is announced is found from its publication, and not from the day on which it begins."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What stands in the index was public when it was entered.
    op.execute("UPDATE search_entry SET visible_from = entered_at WHERE kind IN ('consultation', 'activity') AND visible_from > entered_at")


def downgrade() -> None:
    """Keep what is found: when it was hidden before is not known any more."""
