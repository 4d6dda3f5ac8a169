"""Following by mail, without an account, and the address by which a letter is stopped."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_KINDS = "opened extended postponed withdrawn answered reported corrected stage activity call spoke"


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _instants(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in names]


def _among(column: str, values: str) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values.split())})"


def upgrade() -> None:
    op.add_column("letter", sa.Column("unsubscribe", sa.Text(), nullable=False, server_default=""))
    op.alter_column("letter", "unsubscribe", server_default=None)
    op.create_table(
        "follower",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_text("email", "language"),
        *_instants("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower")),
        sa.UniqueConstraint("email", name=op.f("uq_follower_email")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("follower_id", sa.Uuid(), nullable=False),
        *_text("what", "target", "name", "rhythm"),
        *_instants("created_at"),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        *_instants("told_at"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        *_instants("found_up_to"),
        sa.CheckConstraint(_among("rhythm", "at_once daily weekly"), name=op.f("ck_subscription_rhythm")),
        sa.CheckConstraint(_among("what", "everything authority area act organisation search"), name=op.f("ck_subscription_what")),
        sa.ForeignKeyConstraint(["follower_id"], ["follower.id"], name=op.f("fk_subscription_follower_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("follower_id", "what", "target", name=op.f("uq_subscription_follower_id_what_target")),
    )
    op.create_index(op.f("ix_subscription_follower_id"), "subscription", ["follower_id"])
    op.create_index("ix_subscription_target", "subscription", ["what", "target"], postgresql_where=sa.text("confirmed_at IS NOT NULL"))
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("ledger_sequence", sa.BigInteger(), nullable=False),
        *_text("kind"),
        *_instants("at"),
        *_text("address", "title", "title_latn", "authority", "authority_latn"),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("areas", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("organisations", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(_among("kind", _KINDS), name=op.f("ck_notice_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("ledger_sequence", name=op.f("uq_notice_ledger_sequence")),
    )
    op.create_index(op.f("ix_notice_at"), "notice", ["at"])
    op.create_table(
        "notice_sent",
        sa.Column("follower_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        *_instants("at"),
        sa.ForeignKeyConstraint(["follower_id"], ["follower.id"], name=op.f("fk_notice_sent_follower_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("follower_id", "notice_id", name=op.f("pk_notice_sent")),
    )


def downgrade() -> None:
    for table in ("notice_sent", "notice", "subscription", "follower"):
        op.drop_table(table)
    op.drop_column("letter", "unsubscribe")
