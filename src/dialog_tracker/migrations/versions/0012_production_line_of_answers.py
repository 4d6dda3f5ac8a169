"""The production line of answers: approval, every text, the work on comments, reusable answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STATUSES = "'accepted', 'partially_accepted', 'not_accepted', 'noted', 'out_of_scope'"
_ADDED = (("stage", "draft"), ("recommendation", ""), ("recommendation_note", ""), ("changed_anchor", ""))
_TABLES = (
    *("reusable_use", "response_text", "comment_work", "bench_presence", "workflow_place"),
    *("answer_sheet", "reusable_answer", "own_status"),
)


def upgrade() -> None:
    op.create_table(
        "own_status",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("maps_to", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "maps_to IN ('accepted', 'partially_accepted', 'not_accepted', 'noted', 'out_of_scope')", name=op.f("ck_own_status_maps_to")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_own_status_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_status")),
        sa.UniqueConstraint("authority_id", "fold", name=op.f("uq_own_status_authority_id_fold")),
    )
    op.create_table(
        "reusable_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('', 'accepted', 'partially_accepted', 'not_accepted', 'noted', 'out_of_scope')",
            name=op.f("ck_reusable_answer_status"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_reusable_answer_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reusable_answer")),
    )
    op.create_index("ix_reusable_answer_authority", "reusable_answer", ["authority_id"], unique=False)
    op.create_table(
        "answer_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=True),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_answer_sheet_consultation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_sheet")),
    )
    op.create_index(op.f("ix_answer_sheet_consultation_id"), "answer_sheet", ["consultation_id"], unique=False)
    op.create_table(
        "workflow_place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=False),
        sa.Column("locks", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_workflow_place_consultation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_place")),
        sa.UniqueConstraint("consultation_id", "fold", name=op.f("uq_workflow_place_consultation_id_fold")),
    )
    op.create_table(
        "bench_presence",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_bench_presence_comment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bench_presence_person_id")),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_bench_presence")),
    )
    op.create_table(
        "comment_work",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_comment_work_assignee_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_work_comment_id")),
        sa.ForeignKeyConstraint(["place_id"], ["workflow_place.id"], name=op.f("fk_comment_work_place_id")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_work")),
    )
    op.create_index("ix_comment_work_assignee", "comment_work", ["assignee_id"], unique=False)
    op.create_index("ix_comment_work_place", "comment_work", ["place_id"], unique=False)
    op.create_table(
        "response_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_response_text_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_text")),
    )
    op.create_index("ix_response_text_comment", "response_text", ["comment_id"], unique=False)
    op.create_table(
        "reusable_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["reusable_answer.id"], name=op.f("fk_reusable_use_answer_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_reusable_use_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reusable_use")),
    )
    op.create_index("ix_reusable_use_answer", "reusable_use", ["answer_id"], unique=False)
    for column, present in _ADDED:
        op.add_column("response", sa.Column(column, sa.Text(), nullable=False, server_default=present))
        op.alter_column("response", column, server_default=None)
    op.add_column("response", sa.Column("approved_by", sa.Uuid(), nullable=True))
    op.add_column("response", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("response", sa.Column("own_status_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_response_own_status_id"), "response", "own_status", ["own_status_id"], ["id"])
    op.create_index("ix_comment_text_order", "comment", ["consultation_id", "place_order", "position"], unique=False)
    op.create_check_constraint(op.f("ck_response_stage"), "response", "stage IN ('draft', 'for_approval', 'approved')")
    op.create_check_constraint(op.f("ck_response_recommendation"), "response", f"recommendation IN ('', {_STATUSES})")
    # What was published before was approved by whoever published it, and every text so far is the first of its history.
    op.execute(
        "UPDATE response SET stage = 'approved', approved_by = published_by, approved_at = published_at WHERE published_at IS NOT NULL"
    )
    op.execute(
        """
        INSERT INTO response_text (id, comment_id, act, status, reasons, what_changed, note, by, at)
        SELECT gen_random_uuid(), comment_id, 'drafted', status, reasons, what_changed, '', drafted_by, drafted_at FROM response
        UNION ALL
        SELECT gen_random_uuid(), comment_id, 'published', status, reasons, what_changed, '', published_by, published_at
        FROM response WHERE published_at IS NOT NULL
        """
    )


def downgrade() -> None:
    op.drop_index("ix_comment_text_order", table_name="comment")
    for name in ("stage", "recommendation"):
        op.drop_constraint(op.f(f"ck_response_{name}"), "response")
    for column in ("own_status_id", "approved_at", "approved_by", *(name for name, _ in _ADDED)):
        op.drop_column("response", column)
    for table in _TABLES:
        op.drop_table(table)
