"""Oversight: the rows that figures are counted from, and explanations of authorities."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "oversight_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whole_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_oversight_count_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight_count")),
    )
    op.create_table(
        "oversight_fact",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("taking_part", sa.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint("kind IN ('consultations', 'acts', 'groups', 'activities')", name=op.f("ck_oversight_fact_kind")),
        sa.PrimaryKeyConstraint("kind", "subject_id", name=op.f("pk_oversight_fact")),
    )
    op.create_table(
        "oversight_explanation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_latn", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "subject_kind IN ('consultations', 'acts', 'groups', 'activities', 'units')", name=op.f("ck_oversight_explanation_subject_kind")
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_oversight_explanation_words")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_oversight_explanation_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight_explanation")),
    )
    op.create_index(op.f("ix_oversight_explanation_authority_id"), "oversight_explanation", ["authority_id"], unique=False)
    op.create_index("ix_oversight_explanation_subject", "oversight_explanation", ["indicator", "subject"], unique=False)
    op.create_index(
        "uq_oversight_explanation_standing",
        "oversight_explanation",
        ["indicator", "subject_kind", "subject"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_oversight_explanation_standing", table_name="oversight_explanation", postgresql_where=sa.text("superseded_at IS NULL")
    )
    op.drop_index("ix_oversight_explanation_subject", table_name="oversight_explanation")
    op.drop_index(op.f("ix_oversight_explanation_authority_id"), table_name="oversight_explanation")
    op.drop_table("oversight_explanation")
    op.drop_table("oversight_fact")
    op.drop_table("oversight_count")
