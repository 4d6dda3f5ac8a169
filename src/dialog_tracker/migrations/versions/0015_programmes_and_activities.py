"""Programmes of policy dialogue and their activities."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


_KINDS = (
    "'round_table', 'public_meeting', 'panel', 'focus_group', 'consultation_event', 'training', 'conference', "
    "'contact_point_meeting', 'study_visit', 'research', 'workshop', "
)
_MORE_KINDS = "'survey', 'interview', "
_DATED = "ends_on >= starts_on"
_VAGUE = (
    "(starts_on IS NULL) = (date_precision = 'not_stated') AND (starts_on IS NULL) = (ends_on IS NULL) "
    "AND (ends_on IS NULL OR ends_on >= starts_on)"
)
_PRECISIONS = "'day', 'month', 'year', 'period', 'not_stated'"
_UNITS = "'persons', 'organisations', 'ministries', 'municipalities', 'authorities', 'activities', 'places'"


def _replace_checks(kinds: str, dates: str) -> None:
    for name, condition in (("kind", f"kind IN ({kinds}'other')"), ("dates", dates)):
        op.drop_constraint(op.f(f"ck_activity_{name}"), "activity", type_="check")
        op.create_check_constraint(op.f(f"ck_activity_{name}"), "activity", condition)


def upgrade() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_latn", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("aims", sa.Text(), nullable=False),
        sa.Column("aims_latn", sa.Text(), nullable=False),
        sa.Column("aims_en", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("date_precision", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(starts_on IS NULL) = (date_precision = 'not_stated') AND (starts_on IS NULL) = (ends_on IS NULL) AND (ends_on IS NULL OR ends_on >= starts_on)",
            name=op.f("ck_programme_dates"),
        ),
        sa.CheckConstraint("date_precision IN ('day', 'month', 'year', 'period', 'not_stated')", name=op.f("ck_programme_date_precision")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_programme_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    op.create_index(op.f("ix_programme_authority_id"), "programme", ["authority_id"], unique=False)
    op.create_table(
        "activity_output",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_latn", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.CheckConstraint("(programme_id IS NULL) <> (activity_id IS NULL)", name=op.f("ck_activity_output_of_one")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_output_activity_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_activity_output_programme_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_activity_output_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_output")),
    )
    op.create_index(op.f("ix_activity_output_activity_id"), "activity_output", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_output_programme_id"), "activity_output", ["programme_id"], unique=False)
    op.create_table(
        "activity_party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_latn", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('implementer', 'partner', 'donor', 'organiser')", name=op.f("ck_activity_party_role")),
        sa.CheckConstraint("(programme_id IS NULL) <> (activity_id IS NULL)", name=op.f("ck_activity_party_of_one")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_party_activity_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_activity_party_programme_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_party")),
    )
    op.create_index(op.f("ix_activity_party_activity_id"), "activity_party", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_party_programme_id"), "activity_party", ["programme_id"], unique=False)
    op.create_table(
        "activity_place",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_latn", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_place_activity_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("activity_id", "position", name=op.f("pk_activity_place")),
    )
    op.create_index(op.f("ix_activity_place_name_fold"), "activity_place", ["name_fold"], unique=False)
    op.create_table(
        "stated_figure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("qualifier", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("of_what", sa.Text(), nullable=False),
        sa.Column("of_what_latn", sa.Text(), nullable=False),
        sa.Column("of_what_en", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("qualifier IN ('exact', 'over', 'about', 'not_stated')", name=op.f("ck_stated_figure_qualifier")),
        sa.CheckConstraint(
            "unit IN ('persons', 'organisations', 'ministries', 'municipalities', 'authorities', 'activities', 'places')",
            name=op.f("ck_stated_figure_unit"),
        ),
        sa.CheckConstraint("value >= 0 AND qualifier <> 'not_stated'", name=op.f("ck_stated_figure_value")),
        sa.CheckConstraint("(programme_id IS NULL) <> (activity_id IS NULL)", name=op.f("ck_stated_figure_of_one")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_stated_figure_activity_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_stated_figure_programme_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_figure")),
    )
    op.create_index(op.f("ix_stated_figure_activity_id"), "stated_figure", ["activity_id"], unique=False)
    op.create_index(op.f("ix_stated_figure_programme_id"), "stated_figure", ["programme_id"], unique=False)
    op.add_column("activity", sa.Column("programme_id", sa.Uuid(), nullable=True))
    op.add_column("activity", sa.Column("series_id", sa.Uuid(), nullable=True))
    op.add_column("activity", sa.Column("occurrences", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("activity", sa.Column("title_en", sa.Text(), nullable=False, server_default=""))
    op.add_column("activity", sa.Column("date_precision", sa.Text(), nullable=False, server_default="day"))
    op.add_column("activity", sa.Column("online", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("activity", sa.Column("source", sa.Text(), nullable=False, server_default=""))
    op.add_column("activity", sa.Column("agenda", sa.Text(), nullable=False, server_default=""))
    op.add_column("activity", sa.Column("minutes", sa.Text(), nullable=False, server_default=""))
    op.add_column("activity", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("activity", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("activity", "starts_on", existing_type=sa.DATE(), nullable=True)
    op.alter_column("activity", "ends_on", existing_type=sa.DATE(), nullable=True)
    for column in ("occurrences", "title_en", "date_precision", "online", "source", "agenda", "minutes", "revision"):
        op.alter_column("activity", column, server_default=None)
    _replace_checks(_KINDS + _MORE_KINDS, _VAGUE)
    op.create_check_constraint(op.f("ck_activity_date_precision"), "activity", f"date_precision IN ({_PRECISIONS})")
    op.create_check_constraint(op.f("ck_activity_unit"), "activity", f"unit IN ({_UNITS})")
    op.create_check_constraint(op.f("ck_activity_event_has_a_day"), "activity", "consultation_id IS NULL OR date_precision = 'day'")
    op.create_check_constraint(op.f("ck_activity_occurrences"), "activity", "occurrences > 0")
    op.create_check_constraint(op.f("ck_activity_series_other"), "activity", "series_id IS DISTINCT FROM id")
    op.create_index(
        "ix_activity_listed",
        "activity",
        [sa.literal_column("starts_on DESC NULLS LAST"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_where=sa.text("consultation_id IS NULL"),
    )
    op.create_index(op.f("ix_activity_programme_id"), "activity", ["programme_id"], unique=False)
    op.create_index(op.f("ix_activity_series_id"), "activity", ["series_id"], unique=False)
    op.create_foreign_key(op.f("fk_activity_programme_id"), "activity", "programme", ["programme_id"], ["id"])
    op.create_foreign_key(op.f("fk_activity_series_id"), "activity", "activity", ["series_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_activity_series_id"), "activity", type_="foreignkey")
    op.drop_constraint(op.f("fk_activity_programme_id"), "activity", type_="foreignkey")
    op.drop_index(op.f("ix_activity_series_id"), table_name="activity")
    op.drop_index(op.f("ix_activity_programme_id"), table_name="activity")
    op.drop_index("ix_activity_listed", table_name="activity", postgresql_where=sa.text("consultation_id IS NULL"))
    # An earlier schema has no room for these.
    op.execute("DELETE FROM activity WHERE starts_on IS NULL OR kind IN ('survey', 'interview')")
    for name in ("date_precision", "unit", "event_has_a_day", "occurrences", "series_other"):
        op.drop_constraint(op.f(f"ck_activity_{name}"), "activity", type_="check")
    _replace_checks(_KINDS, _DATED)
    op.alter_column("activity", "ends_on", existing_type=sa.DATE(), nullable=False)
    op.alter_column("activity", "starts_on", existing_type=sa.DATE(), nullable=False)
    op.drop_column("activity", "published_at")
    op.drop_column("activity", "revision")
    op.drop_column("activity", "minutes")
    op.drop_column("activity", "agenda")
    op.drop_column("activity", "source")
    op.drop_column("activity", "online")
    op.drop_column("activity", "date_precision")
    op.drop_column("activity", "title_en")
    op.drop_column("activity", "occurrences")
    op.drop_column("activity", "series_id")
    op.drop_column("activity", "programme_id")
    op.drop_index(op.f("ix_stated_figure_programme_id"), table_name="stated_figure")
    op.drop_index(op.f("ix_stated_figure_activity_id"), table_name="stated_figure")
    op.drop_table("stated_figure")
    op.drop_index(op.f("ix_activity_place_name_fold"), table_name="activity_place")
    op.drop_table("activity_place")
    op.drop_index(op.f("ix_activity_party_programme_id"), table_name="activity_party")
    op.drop_index(op.f("ix_activity_party_activity_id"), table_name="activity_party")
    op.drop_table("activity_party")
    op.drop_index(op.f("ix_activity_output_programme_id"), table_name="activity_output")
    op.drop_index(op.f("ix_activity_output_activity_id"), table_name="activity_output")
    op.drop_table("activity_output")
    op.drop_index(op.f("ix_programme_authority_id"), table_name="programme")
    op.drop_table("programme")
