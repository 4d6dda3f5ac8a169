"""The facts that a report was made of, its files by their kind, and copies that officials ask for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_FORMS = "form IN ('docx', 'tables.docx', 'xlsx', 'csv', 'html', 'json', 'pdf')"


def upgrade() -> None:
    op.add_column("report", sa.Column("facts", sa.LargeBinary(), nullable=True))
    op.add_column("rendering", sa.Column("form", sa.Text(), nullable=False, server_default="docx"))
    op.alter_column("rendering", "form", server_default=None)
    op.create_check_constraint(op.f("ck_rendering_form"), "rendering", _FORMS)
    op.drop_constraint(op.f("pk_rendering"), "rendering", type_="primary")
    op.create_primary_key(op.f("pk_rendering"), "rendering", ["report_id", "script", "form"])
    op.create_table(
        "report_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.CheckConstraint(_FORMS, name=op.f("ck_report_copy_form")),
        sa.CheckConstraint("script IN ('Cyrl', 'Latn')", name=op.f("ck_report_copy_script")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_report_copy_consultation_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_report_copy_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_copy")),
    )
    op.create_index(op.f("ix_report_copy_consultation_id"), "report_copy", ["consultation_id"])


def downgrade() -> None:
    op.drop_table("report_copy")
    op.execute("DELETE FROM rendering WHERE form <> 'docx'")
    op.drop_constraint(op.f("pk_rendering"), "rendering", type_="primary")
    op.drop_column("rendering", "form")
    op.create_primary_key(op.f("pk_rendering"), "rendering", ["report_id", "script"])
    op.drop_column("report", "facts")
