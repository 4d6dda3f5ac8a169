"""Working groups: calls, nominations, points, objections, members and sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "working_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_latn", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("coordinator", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_working_group_seats")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_working_group_act_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_working_group_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_group")),
    )
    op.create_index(op.f("ix_working_group_act_id"), "working_group", ["act_id"], unique=False)
    op.create_index(op.f("ix_working_group_authority_id"), "working_group", ["authority_id"], unique=False)
    op.create_index(
        "ix_working_group_listed", "working_group", [sa.literal_column("published_at DESC"), sa.literal_column("id DESC")], unique=False
    )
    op.create_table(
        "group_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("objection_days", sa.Integer(), nullable=False),
        sa.Column("scoring_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ranking_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appointment_reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("appointed_at IS NULL OR ranking_published_at IS NOT NULL", name=op.f("ck_group_call_appointed_after_ranking")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_group_call_window")),
        sa.CheckConstraint("objection_days >= 0", name=op.f("ck_group_call_objection_days")),
        sa.CheckConstraint(
            "ranking_published_at IS NULL OR scoring_closed_at IS NOT NULL", name=op.f("ck_group_call_ranking_after_scoring")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_group_call_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_call")),
    )
    op.create_index(op.f("ix_group_call_group_id"), "group_call", ["group_id"], unique=False)
    op.create_index(
        "uq_group_call_running",
        "group_call",
        ["group_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL AND appointed_at IS NULL"),
    )
    op.create_table(
        "group_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("date_precision", sa.Text(), nullable=False),
        sa.Column("starts_time", sa.Time(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_link", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(starts_on IS NULL) = (date_precision = 'not_stated') AND (starts_on IS NULL) = (ends_on IS NULL) AND (ends_on IS NULL OR ends_on >= starts_on)",
            name=op.f("ck_group_session_dates"),
        ),
        sa.CheckConstraint(
            "date_precision IN ('day', 'month', 'year', 'period', 'not_stated')", name=op.f("ck_group_session_date_precision")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_group_session_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_session")),
    )
    op.create_index(op.f("ix_group_session_group_id"), "group_session", ["group_id"], unique=False)
    op.create_table(
        "nomination",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("candidate", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("deputy", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("cv", sa.Text(), nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("cv_true", sa.Boolean(), nullable=False),
        sa.Column("no_conflict", sa.Boolean(), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("accepts AND cv_true AND no_conflict", name=op.f("ck_nomination_statement")),
        sa.ForeignKeyConstraint(["call_id"], ["group_call.id"], name=op.f("fk_nomination_call_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_nomination_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("code", name=op.f("uq_nomination_code")),
    )
    op.create_index(op.f("ix_nomination_call_id"), "nomination", ["call_id"], unique=False)
    op.create_index(op.f("ix_nomination_organisation_id"), "nomination", ["organisation_id"], unique=False)
    op.create_table(
        "ranking_objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(answered_at IS NULL) = (answer = '')", name=op.f("ck_ranking_objection_answered")),
        sa.ForeignKeyConstraint(["call_id"], ["group_call.id"], name=op.f("fk_ranking_objection_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_objection")),
    )
    op.create_index(op.f("ix_ranking_objection_call_id"), "ranking_objection", ["call_id"], unique=False)
    op.create_table(
        "group_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("nomination_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("deputy_of", sa.Uuid(), nullable=True),
        sa.Column("is_cso", sa.Boolean(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(seat = 'deputy') OR deputy_of IS NULL", name=op.f("ck_group_member_deputy_of")),
        sa.CheckConstraint("seat IN ('chair', 'member', 'deputy', 'secretary')", name=op.f("ck_group_member_seat")),
        sa.CheckConstraint("deputy_of IS DISTINCT FROM id", name=op.f("ck_group_member_deputy_other")),
        sa.CheckConstraint("ended_on IS NULL OR appointed_on IS NULL OR ended_on >= appointed_on", name=op.f("ck_group_member_validity")),
        sa.ForeignKeyConstraint(["deputy_of"], ["group_member.id"], name=op.f("fk_group_member_deputy_of")),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_group_member_nomination_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_group_member_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    op.create_index(op.f("ix_group_member_deputy_of"), "group_member", ["deputy_of"], unique=False)
    op.create_index(op.f("ix_group_member_group_id"), "group_member", ["group_id"], unique=False)
    op.create_index(op.f("ix_group_member_nomination_id"), "group_member", ["nomination_id"], unique=False)
    op.create_index(op.f("ix_group_member_organisation_id"), "group_member", ["organisation_id"], unique=False)
    op.create_table(
        "nomination_conflict",
        sa.Column("nomination_id", sa.Uuid(), nullable=False),
        sa.Column("scorer_id", sa.Uuid(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_nomination_conflict_nomination_id")),
        sa.ForeignKeyConstraint(["scorer_id"], ["person.id"], name=op.f("fk_nomination_conflict_scorer_id")),
        sa.PrimaryKeyConstraint("nomination_id", "scorer_id", name=op.f("pk_nomination_conflict")),
    )
    op.create_table(
        "nomination_score",
        sa.Column("nomination_id", sa.Uuid(), nullable=False),
        sa.Column("scorer_id", sa.Uuid(), nullable=False),
        sa.Column("points", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("total >= 0", name=op.f("ck_nomination_score_total")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_nomination_score_nomination_id")),
        sa.ForeignKeyConstraint(["scorer_id"], ["person.id"], name=op.f("fk_nomination_score_scorer_id")),
        sa.PrimaryKeyConstraint("nomination_id", "scorer_id", name=op.f("pk_nomination_score")),
    )
    op.create_table(
        "group_presence",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["group_member.id"], name=op.f("fk_group_presence_member_id")),
        sa.ForeignKeyConstraint(["session_id"], ["group_session.id"], name=op.f("fk_group_presence_session_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_group_presence")),
    )


def downgrade() -> None:
    op.drop_table("group_presence")
    op.drop_table("nomination_score")
    op.drop_table("nomination_conflict")
    op.drop_index(op.f("ix_group_member_organisation_id"), table_name="group_member")
    op.drop_index(op.f("ix_group_member_nomination_id"), table_name="group_member")
    op.drop_index(op.f("ix_group_member_group_id"), table_name="group_member")
    op.drop_index(op.f("ix_group_member_deputy_of"), table_name="group_member")
    op.drop_table("group_member")
    op.drop_index(op.f("ix_ranking_objection_call_id"), table_name="ranking_objection")
    op.drop_table("ranking_objection")
    op.drop_index(op.f("ix_nomination_organisation_id"), table_name="nomination")
    op.drop_index(op.f("ix_nomination_call_id"), table_name="nomination")
    op.drop_table("nomination")
    op.drop_index(op.f("ix_group_session_group_id"), table_name="group_session")
    op.drop_table("group_session")
    op.drop_index(
        "uq_group_call_running", table_name="group_call", postgresql_where=sa.text("withdrawn_at IS NULL AND appointed_at IS NULL")
    )
    op.drop_index(op.f("ix_group_call_group_id"), table_name="group_call")
    op.drop_table("group_call")
    op.drop_index("ix_working_group_listed", table_name="working_group")
    op.drop_index(op.f("ix_working_group_authority_id"), table_name="working_group")
    op.drop_index(op.f("ix_working_group_act_id"), table_name="working_group")
    op.drop_table("working_group")
