"""What is found by a period, and what is newly found, is sought by its time and not by reading everything."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_search_entry_at", "search_entry", ["at"])
    # Few entries are shown later than they were made: those whose submission waited in quarantine.
    held_back = sa.text("visible_from > entered_at")
    op.create_index("ix_search_entry_held_back", "search_entry", ["visible_from"], postgresql_where=held_back)
    # Entries of before hold no pairs of words: the worker reads the ledger from its beginning and writes each of them anew.
    op.execute("UPDATE ledger_follower SET position = 0 WHERE name = 'search'")


def downgrade() -> None:
    op.drop_index("ix_search_entry_held_back", table_name="search_entry")
    op.drop_index("ix_search_entry_at", table_name="search_entry")
