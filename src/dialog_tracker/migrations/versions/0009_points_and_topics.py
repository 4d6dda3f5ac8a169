"""Long comments parted into points, topics, and baskets that colleagues fill together."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COMMENT = sa.table("comment", sa.column("id"), sa.column("part_of"))


def upgrade() -> None:
    op.create_table(
        "topic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name=op.f("ck_topic_not_under_itself")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_topic_consultation_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["topic.id"], name=op.f("fk_topic_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint(
            "consultation_id", "parent_id", "fold", name=op.f("uq_topic_consultation_id_parent_id_fold"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index("ix_topic_consultation", "topic", ["consultation_id"], unique=False)
    op.create_table(
        "comment_split",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rest", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("object_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("answered_at IS NULL OR objected_at IS NOT NULL", name=op.f("ck_comment_split_answered")),
        sa.CheckConstraint("objected_at IS NULL OR finished_at IS NOT NULL", name=op.f("ck_comment_split_objected")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_split_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_split")),
        sa.UniqueConstraint("digest", name=op.f("uq_comment_split_digest")),
    )
    op.create_index("ix_comment_split_comment", "comment_split", ["comment_id"], unique=True, postgresql_where=sa.text("undone_at IS NULL"))
    op.create_table(
        "comment_topic",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_by", sa.Uuid(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_topic_comment_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_comment_topic_topic_id")),
        sa.PrimaryKeyConstraint("comment_id", "topic_id", name=op.f("pk_comment_topic")),
    )
    op.create_index("ix_comment_topic_topic", "comment_topic", ["topic_id"], unique=False)
    op.create_table(
        "comment_split_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("split_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("pieces", postgresql.JSONB(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.Column("comment_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("target IN ('provision', 'new_after', 'general')", name=op.f("ck_comment_split_part_target")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_split_part_comment_id")),
        sa.ForeignKeyConstraint(["split_id"], ["comment_split.id"], name=op.f("fk_comment_split_part_split_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_comment_split_part_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_split_part")),
        sa.UniqueConstraint("split_id", "position", name=op.f("uq_comment_split_part_split_id_position")),
    )
    op.create_index(op.f("ix_comment_split_part_comment_id"), "comment_split_part", ["comment_id"], unique=False)
    op.add_column("basket_item", sa.Column("organisation_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_basket_item_common",
        "basket_item",
        ["organisation_id", "consultation_id"],
        unique=False,
        postgresql_where=sa.text("organisation_id IS NOT NULL"),
    )
    op.create_foreign_key(op.f("fk_basket_item_organisation_id"), "basket_item", "organisation", ["organisation_id"], ["id"])
    op.add_column("comment", sa.Column("part_of", sa.Uuid(), nullable=True))
    op.add_column("comment", sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_comment_part_of", "comment", ["part_of"], unique=False, postgresql_where=sa.text("part_of IS NOT NULL"))
    op.create_foreign_key(op.f("fk_comment_part_of"), "comment", "comment", ["part_of"], ["id"])


def downgrade() -> None:
    # Parts have no place in the older tables; what was parted stands whole again.
    part = sa.select(_COMMENT.c.id).where(_COMMENT.c.part_of.is_not(None))
    for table in ("comment_topic", "comment_split_part", "comment_split", "topic"):
        op.drop_table(table)
    for name in ("response", "comment_group_member", "comment_place", "redaction", "comment_original"):
        kept = sa.table(name, sa.column("comment_id"))
        op.execute(sa.delete(kept).where(kept.c.comment_id.in_(part)))
    op.execute(sa.delete(_COMMENT).where(_COMMENT.c.part_of.is_not(None)))
    op.drop_index("ix_comment_part_of", table_name="comment")
    op.drop_column("comment", "set_aside_at")
    op.drop_column("comment", "part_of")
    op.drop_index("ix_basket_item_common", table_name="basket_item")
    op.drop_column("basket_item", "organisation_id")
