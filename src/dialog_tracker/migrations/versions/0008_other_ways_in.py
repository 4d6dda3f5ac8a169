"""Files in which comments come, groups of comments, attachments, and what a submitter says of the act as a whole."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ADDED = (
    ("basket_item", "weight"),
    ("comment", "weight"),
    ("submission", "withdrawn_reason"),
    ("submission", "stance"),
    ("submission", "corrects"),
    ("submission", "superseded_by"),
)


def upgrade() -> None:
    op.create_table(
        "column_choice",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_column_choice_authority_id")),
        sa.PrimaryKeyConstraint("authority_id", "header", name=op.f("pk_column_choice")),
    )
    op.create_table(
        "basket_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_basket_file_consultation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_basket_file_person_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_basket_file_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket_file")),
        sa.UniqueConstraint("person_id", "consultation_id", "sha256", name=op.f("uq_basket_file_person_id_consultation_id_sha256")),
    )
    op.create_table(
        "comment_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("least", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('proposed', 'confirmed', 'dissolved')", name=op.f("ck_comment_group_state")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_comment_group_consultation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_group")),
    )
    op.create_index("ix_comment_group_consultation", "comment_group", ["consultation_id", "state"], unique=False)
    op.create_table(
        "intake_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("preset", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("read", postgresql.JSONB(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "preset IN ('regulations-gov', 'esavjetovanja', 'disposition', 'docx-form', 'mail', 'table')",
            name=op.f("ck_intake_file_preset"),
        ),
        sa.CheckConstraint("state IN ('waiting', 'taking', 'taken', 'refused', 'dropped')", name=op.f("ck_intake_file_state")),
        sa.CheckConstraint("done <= rows", name=op.f("ck_intake_file_progress")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_intake_file_consultation_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_intake_file_sha256")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_intake_file_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_file")),
        sa.UniqueConstraint("consultation_id", "sha256", name=op.f("uq_intake_file_consultation_id_sha256")),
    )
    op.create_table(
        "submission_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(sha256 IS NULL) <> (address = '')", name=op.f("ck_submission_file_kept_or_linked")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_submission_file_sha256")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_file_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_file")),
        sa.UniqueConstraint("submission_id", "position", name=op.f("uq_submission_file_submission_id_position")),
    )
    op.create_table(
        "comment_group_member",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_group_member_comment_id")),
        sa.ForeignKeyConstraint(["group_id"], ["comment_group.id"], name=op.f("fk_comment_group_member_group_id")),
        sa.PrimaryKeyConstraint("group_id", "comment_id", name=op.f("pk_comment_group_member")),
    )
    op.create_index("ix_comment_group_member_comment", "comment_group_member", ["comment_id"], unique=False)
    op.create_table(
        "intake_row",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["intake_file.id"], name=op.f("fk_intake_row_file_id")),
        sa.PrimaryKeyConstraint("file_id", "row", name=op.f("pk_intake_row")),
    )
    op.create_table(
        "co_signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(confirmed_at IS NULL) = (organisation_id IS NULL)", name=op.f("ck_co_signature_confirmed")),
        sa.CheckConstraint("withdrawn_at IS NULL OR confirmed_at IS NOT NULL", name=op.f("ck_co_signature_withdrawn")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_co_signature_organisation_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_co_signature_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_signature")),
        sa.UniqueConstraint("digest", name=op.f("uq_co_signature_digest")),
        sa.UniqueConstraint("submission_id", "email", name=op.f("uq_co_signature_submission_id_email")),
    )
    op.create_index(op.f("ix_co_signature_organisation_id"), "co_signature", ["organisation_id"], unique=False)
    op.create_table(
        "basket_correction",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_basket_correction_consultation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_basket_correction_person_id")),
        sa.PrimaryKeyConstraint("person_id", "consultation_id", name=op.f("pk_basket_correction")),
    )
    op.create_table(
        "comment_original",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_original_comment_id")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_original")),
    )
    op.create_table(
        "redaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("field IN ('proposed', 'reasons')", name=op.f("ck_redaction_field")),
        sa.CheckConstraint(
            "code IN ('personal_data', 'insult', 'hate_speech', 'confidential', 'copyright')", name=op.f("ck_redaction_code")
        ),
        sa.CheckConstraint("0 <= span_start AND span_start < span_end", name=op.f("ck_redaction_span")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_redaction_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    op.create_index("ix_redaction_comment", "redaction", ["comment_id"], unique=False)
    for table, column in _ADDED:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))
        op.alter_column(table, column, server_default=None)
    op.create_check_constraint(op.f("ck_comment_weight"), "comment", "weight IN ('', 'must', 'should')")
    op.create_check_constraint(
        op.f("ck_submission_stance"), "submission", "stance IN ('', 'support', 'support_with_changes', 'oppose', 'no_objection')"
    )


def downgrade() -> None:
    op.drop_table("redaction")
    op.drop_table("comment_original")
    op.drop_table("co_signature")
    op.drop_table("basket_correction")
    op.drop_constraint(op.f("ck_submission_stance"), "submission")
    op.drop_constraint(op.f("ck_comment_weight"), "comment")
    for table, column in reversed(_ADDED):
        op.drop_column(table, column)
    op.drop_table("intake_row")
    op.drop_index("ix_comment_group_member_comment", table_name="comment_group_member")
    op.drop_table("comment_group_member")
    op.drop_table("submission_file")
    op.drop_table("intake_file")
    op.drop_index("ix_comment_group_consultation", table_name="comment_group")
    op.drop_table("comment_group")
    op.drop_table("basket_file")
    op.drop_table("column_choice")
