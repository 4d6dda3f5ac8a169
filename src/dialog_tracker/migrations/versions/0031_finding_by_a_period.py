"""What is found by a period alone, or by common words in a short one, is sought by its time and not by reading everything."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_search_entry_at", "search_entry", ["at"])


def downgrade() -> None:
    op.drop_index("ix_search_entry_at", table_name="search_entry")
