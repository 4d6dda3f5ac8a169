"""What can be found, and how far those who follow the ledger have read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_KINDS = "consultation act article report activity working_group organisation authority programme file comment answer"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "ledger_follower",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ledger_follower")),
    )
    kinds = ", ".join(f"'{kind}'" for kind in _KINDS.split())
    op.create_table(
        "search_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("address", "title", "title_fold", "language", "place", "words")),
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("consultation_id", sa.Uuid(), nullable=True),
        sa.Column("areas", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("territories", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("at", "visible_from", "entered_at")),
        sa.Column("vector", postgresql.TSVECTOR(), nullable=False),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_search_entry_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_search_entry_kind_subject_id")),
    )
    op.create_index("ix_search_entry_vector", "search_entry", ["vector"], postgresql_using="gin", postgresql_with={"fastupdate": "off"})
    op.create_index(
        "ix_search_entry_title_fold",
        "search_entry",
        ["title_fold"],
        postgresql_using="gin",
        postgresql_ops={"title_fold": "gin_trgm_ops"},
        postgresql_where=sa.text("title_fold <> ''"),
    )
    op.create_index("ix_search_entry_consultation", "search_entry", ["consultation_id", "kind"])
    op.create_index("ix_search_entry_entered_at", "search_entry", ["entered_at"])
    # How often words stand in entries decides how they are sought; the default keeps too few of them.
    op.execute("ALTER TABLE search_entry ALTER COLUMN vector SET STATISTICS 1000")


def downgrade() -> None:
    op.drop_table("search_entry")
    op.drop_table("ledger_follower")
    op.execute("DROP EXTENSION IF EXISTS pg_trgm")
