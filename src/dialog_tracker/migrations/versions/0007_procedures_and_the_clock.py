"""Obligations, areas of work, stages of acts, annual plans and invitations; consultations that run elsewhere; days off by country."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from dialog_tracker.domain.script import to_latin

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
# The starting list; an installation may edit it.
AREAS = (
    ("human_rights", "људска права", "human rights"),
    ("minorities", "националне мањине", "national minorities"),
    ("gender_equality", "родна равноправност", "gender equality"),
    ("children_youth", "деца и млади", "children and youth"),
    ("disability", "особе са инвалидитетом", "persons with disabilities"),
    ("social_protection", "социјална заштита", "social protection"),
    ("health", "здравље", "health"),
    ("education_science", "образовање и наука", "education and science"),
    ("culture_media", "култура и медији", "culture and media"),
    ("environment", "животна средина и клима", "environment and climate"),
    ("agriculture", "пољопривреда и рурални развој", "agriculture and rural development"),
    ("economy", "привреда и запошљавање", "economy and employment"),
    ("local_development", "локални развој", "local development"),
    ("rule_of_law", "владавина права и борба против корупције", "rule of law and anti-corruption"),
    ("eu_integration", "европске интеграције", "EU integration"),
    ("good_governance", "добра управа", "good governance"),
    ("consumers", "заштита потрошача", "consumer protection"),
    ("sport", "спорт", "sport"),
    ("humanitarian", "хуманитарни рад", "humanitarian work"),
    ("animals", "заштита животиња", "animal welfare"),
    ("veterans", "борци и ветерани", "veterans"),
    ("religion", "верска питања", "religious affairs"),
    ("other", "друго", "other"),
)
_ACT_KINDS = (
    "'draft_law', 'decree', 'decision', 'rulebook', 'statute', 'strategy', 'programme', 'action_plan', 'concept', 'development_plan'"
)
_PLANNED_KINDS = f"act_kind IN ({_ACT_KINDS}, 'spatial_plan', 'other')"
_STAGES = (
    "kind IN ('initiative', 'start_notice', 'analysis', 'working_group', 'consultations', 'draft', 'public_debate', "
    "'report', 'opinions', 'government', 'assembly', 'gazette', 'monitoring')"
)
_DOCUMENTS = "kind IN ('draft', 'explanatory_note', 'impact_analysis', 'starting_document', 'programme', 'call', 'comment_form', 'other')"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _made() -> tuple[sa.Column[object], sa.Column[object]]:
    return _id("created_by", nullable=True), sa.Column("created_at", INSTANT, nullable=False)


def _points_to(table: str, column: str, target: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.{key}"], name=op.f(f"fk_{table}_{column}"))


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    _areas()
    _stages_and_invitations()
    _obligations()
    _plans()
    _window_changes()
    _consultations_elsewhere()
    _days_off()


def _areas() -> None:
    names = [_text(name) for name in ("name", "name_latn", "name_en")]
    area = op.create_table(
        "area",
        _text("key"),
        sa.Column("position", sa.Integer(), nullable=False),
        *names,
        sa.PrimaryKeyConstraint("key", name=op.f("pk_area")),
    )
    rows = [{"key": k, "position": n, "name": sr, "name_latn": to_latin(sr), "name_en": en} for n, (k, sr, en) in enumerate(AREAS)]
    op.bulk_insert(area, rows)
    op.create_table(
        "act_area",
        _id("act_id"),
        _text("area_key"),
        _points_to("act_area", "act_id", "act"),
        _points_to("act_area", "area_key", "area", "key"),
        sa.PrimaryKeyConstraint("act_id", "area_key", name=op.f("pk_act_area")),
    )
    op.drop_constraint(op.f("ck_act_kind"), "act")
    op.create_check_constraint(op.f("ck_act_kind"), "act", f"kind IN ({_ACT_KINDS}, 'spatial_plan', 'other')")
    op.add_column("act_attachment", sa.Column("kind", sa.Text(), nullable=False, server_default="other"))
    op.add_column("act_attachment", sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("act_attachment", "kind", server_default=None)
    op.alter_column("act_attachment", "public", server_default=None)
    op.create_check_constraint(op.f("ck_act_attachment_kind"), "act_attachment", _DOCUMENTS)


def _stages_and_invitations() -> None:
    op.create_table(
        "act_stage",
        _id(),
        _id("act_id"),
        _text("kind"),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        _text("note"),
        _text("note_latn"),
        _text("address"),
        *_made(),
        sa.CheckConstraint(_STAGES, name=op.f("ck_act_stage_kind")),
        sa.CheckConstraint("done_on IS NOT NULL OR planned_on IS NOT NULL", name=op.f("ck_act_stage_dated")),
        _points_to("act_stage", "act_id", "act"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_stage")),
    )
    _indexed("act_stage", "act_id")
    op.create_table(
        "invitation",
        _id(),
        _id("consultation_id"),
        _id("organisation_id", nullable=True),
        _text("name"),
        _text("name_latn"),
        _text("channel"),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        *_made(),
        sa.CheckConstraint("channel IN ('email', 'post', 'phone', 'in_person', 'portal', 'other')", name=op.f("ck_invitation_channel")),
        _points_to("invitation", "consultation_id", "consultation"),
        _points_to("invitation", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("consultation_id", "name", "channel", name=op.f("uq_invitation_consultation_id_name_channel")),
    )
    _indexed("invitation", "consultation_id")
    op.add_column("activity", sa.Column("starts_time", sa.Time(), nullable=True))
    op.add_column("activity", sa.Column("ends_time", sa.Time(), nullable=True))
    op.add_column("activity", sa.Column("link", sa.Text(), nullable=False, server_default=""))
    op.alter_column("activity", "link", server_default=None)


def _obligations() -> None:
    op.create_table(
        "obligation",
        _id("consultation_id"),
        _text("rule_key"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        _text("verdict"),
        _text("reason"),
        sa.Column("days_short", sa.Integer(), nullable=False),
        sa.Column("days_late", sa.Integer(), nullable=False),
        sa.Column("only_inclusive", sa.Boolean(), nullable=False),
        sa.Column("below_usual", sa.Boolean(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("terms", JSONB(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("worked_out_at", INSTANT, nullable=False),
        sa.CheckConstraint("verdict IN ('kept', 'breached', 'open', 'not_applicable')", name=op.f("ck_obligation_verdict")),
        _points_to("obligation", "consultation_id", "consultation"),
        sa.PrimaryKeyConstraint("consultation_id", "rule_key", name=op.f("pk_obligation")),
    )
    _indexed("obligation", "due_on")


def _plans() -> None:
    op.create_table(
        "planned_consultation",
        _id(),
        _id("authority_id"),
        sa.Column("year", sa.Integer(), nullable=False),
        *[_text(name) for name in ("title", "title_latn", "act_kind", "procedure_key")],
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("adoption_on", sa.Date(), nullable=True),
        sa.Column("methods", JSONB(), nullable=False),
        _text("note"),
        _text("note_latn"),
        _id("consultation_id", nullable=True),
        *_made(),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("dropped_at", INSTANT, nullable=True),
        _text("dropped_reason"),
        sa.CheckConstraint(_PLANNED_KINDS, name=op.f("ck_planned_consultation_act_kind")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_planned_consultation_dates")),
        _points_to("planned_consultation", "authority_id", "authority"),
        _points_to("planned_consultation", "consultation_id", "consultation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_consultation")),
    )
    _indexed("planned_consultation", "authority_id", "consultation_id")
    op.create_index("ix_planned_consultation_year", "planned_consultation", ["year", "authority_id"])


def _window_changes() -> None:
    """An extension keeps its old and new end; it never moved the opening, which is the consultation's."""
    op.rename_table("extension", "window_change")
    for kind, name in (("pk", ""), ("fk", "_consultation_id")):
        op.execute(f"ALTER TABLE window_change RENAME CONSTRAINT {kind}_extension{name} TO {kind}_window_change{name}")
    op.execute("ALTER INDEX ix_extension_consultation_id RENAME TO ix_window_change_consultation_id")
    op.drop_constraint(op.f("ck_extension_later"), "window_change")
    op.add_column("window_change", sa.Column("kind", sa.Text(), nullable=False, server_default="extension"))
    op.alter_column("window_change", "kind", server_default=None)
    op.add_column("window_change", sa.Column("old_opens_at", INSTANT, nullable=True))
    op.add_column("window_change", sa.Column("new_opens_at", INSTANT, nullable=True))
    op.execute(
        "UPDATE window_change w SET old_opens_at = c.opens_at, new_opens_at = c.opens_at FROM consultation c WHERE c.id = w.consultation_id"
    )
    checks = {
        "kind": "kind IN ('extension', 'postponement')",
        "later": "kind <> 'extension' OR new_closes_at > old_closes_at",
        "opens_later": "kind <> 'postponement' OR new_opens_at > old_opens_at",
        "window": "new_closes_at > new_opens_at",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_window_change_{name}"), "window_change", condition)


def _consultations_elsewhere() -> None:
    op.add_column("authority", sa.Column("country", sa.Text(), nullable=False, server_default="RS"))
    op.alter_column("authority", "country", server_default=None)
    op.add_column("consultation", sa.Column("venue", sa.Text(), nullable=False, server_default="here"))
    op.add_column("consultation", sa.Column("source_url", sa.Text(), nullable=False, server_default=""))
    op.add_column("consultation", sa.Column("methods", JSONB(), nullable=False, server_default="[]"))
    op.add_column("consultation", sa.Column("changed_at", INSTANT, nullable=True))
    op.execute("UPDATE consultation SET changed_at = coalesce(withdrawn_at, published_at, created_at)")
    op.alter_column("consultation", "changed_at", nullable=False)
    for column in ("venue", "source_url", "methods"):
        op.alter_column("consultation", column, server_default=None)
    op.alter_column("consultation", "version_id", nullable=True)
    op.alter_column("consultation", "opens_at", nullable=True)
    op.create_check_constraint(op.f("ck_consultation_venue"), "consultation", "venue IN ('here', 'elsewhere')")
    op.create_check_constraint(
        op.f("ck_consultation_held_here"), "consultation", "venue = 'elsewhere' OR (version_id IS NOT NULL AND opens_at IS NOT NULL)"
    )
    _indexed("consultation", "changed_at")


def _days_off() -> None:
    op.drop_constraint(op.f("pk_day_override"), "day_override")
    op.add_column("day_override", sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("gen_random_uuid()")))
    op.add_column("day_override", sa.Column("country", sa.Text(), nullable=False, server_default="RS"))
    op.add_column("day_override", _id("authority_id", nullable=True))
    op.add_column("day_override", _id("created_by", nullable=True))
    op.add_column("day_override", sa.Column("created_at", INSTANT, nullable=False, server_default=sa.text("now()")))
    for column in ("id", "country", "created_at"):
        op.alter_column("day_override", column, server_default=None)
    op.create_primary_key(op.f("pk_day_override"), "day_override", ["id"])
    op.create_foreign_key(op.f("fk_day_override_authority_id"), "day_override", "authority", ["authority_id"], ["id"])
    columns = ["country", "authority_id", "day"]
    name = op.f("uq_day_override_country_authority_id_day")
    op.create_unique_constraint(name, "day_override", columns, postgresql_nulls_not_distinct=True)
    # Two acts of one authority cannot say different things of one rule on one day.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(
        "ALTER TABLE authority_rule ADD CONSTRAINT ex_authority_rule_period EXCLUDE USING gist "
        "(authority_id WITH =, rule_key WITH =, daterange(valid_from, valid_to) WITH &&)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE authority_rule DROP CONSTRAINT ex_authority_rule_period")
    op.execute("DELETE FROM day_override WHERE country <> 'RS' OR authority_id IS NOT NULL")
    op.drop_constraint(op.f("uq_day_override_country_authority_id_day"), "day_override")
    op.drop_constraint(op.f("pk_day_override"), "day_override")
    for column in ("created_at", "created_by", "authority_id", "country", "id"):
        op.drop_column("day_override", column)
    op.create_primary_key(op.f("pk_day_override"), "day_override", ["day"])
    op.drop_constraint(op.f("ck_consultation_held_here"), "consultation")
    op.alter_column("consultation", "opens_at", nullable=False)
    op.alter_column("consultation", "version_id", nullable=False)
    for column in ("changed_at", "methods", "source_url", "venue"):
        op.drop_column("consultation", column)
    op.drop_column("authority", "country")
    _extensions_again()
    op.drop_table("planned_consultation")
    op.drop_table("obligation")
    for column in ("link", "ends_time", "starts_time"):
        op.drop_column("activity", column)
    op.drop_table("invitation")
    op.drop_table("act_stage")
    op.drop_column("act_attachment", "public")
    op.drop_column("act_attachment", "kind")
    op.drop_constraint(op.f("ck_act_kind"), "act")
    op.create_check_constraint(op.f("ck_act_kind"), "act", f"kind IN ({_ACT_KINDS}, 'other')")
    op.drop_table("act_area")
    op.drop_table("area")


def _extensions_again() -> None:
    op.execute("DELETE FROM window_change WHERE kind <> 'extension'")
    for name in ("kind", "later", "opens_later", "window"):
        op.drop_constraint(op.f(f"ck_window_change_{name}"), "window_change")
    for column in ("new_opens_at", "old_opens_at", "kind"):
        op.drop_column("window_change", column)
    op.rename_table("window_change", "extension")
    for kind, name in (("pk", ""), ("fk", "_consultation_id")):
        op.execute(f"ALTER TABLE extension RENAME CONSTRAINT {kind}_window_change{name} TO {kind}_extension{name}")
    op.execute("ALTER INDEX ix_window_change_consultation_id RENAME TO ix_extension_consultation_id")
    op.create_check_constraint(op.f("ck_extension_later"), "extension", "new_closes_at > old_closes_at")
