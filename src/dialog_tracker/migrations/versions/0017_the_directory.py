"""The directory: territories, numbers and areas of organisations, contact points, lists that came."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


_KINDS = (
    *("ministry", "body_within", "special_organisation", "government_service", "government", "assembly", "independent_body", "agency"),
    *("provincial_body", "city", "municipality", "city_municipality", "local_administration", "district", "public_enterprise"),
    *("public_institution", "national_council", "other"),
)


def _add_text(table: str, column: str) -> None:
    op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))
    op.alter_column(table, column, server_default=None)


def _name_kinds() -> None:
    """Kinds were free words until now: those that are no kind are read from the name of the body."""
    listed = ", ".join(f"'{kind}'" for kind in _KINDS)
    op.execute(
        f"""
        UPDATE authority SET kind = CASE WHEN name_fold LIKE 'ministarstvo%' THEN 'ministry'
            WHEN name_fold LIKE 'opstina %' THEN 'municipality' WHEN name_fold LIKE 'grad %' THEN 'city'
            WHEN name_fold LIKE 'gradska opstina %' THEN 'city_municipality'
            WHEN name_fold LIKE 'pokrajinski %' THEN 'provincial_body' ELSE 'other' END
        WHERE kind NOT IN ({listed})
        """  # noqa: S608  (the kinds are written above)
    )
    op.create_check_constraint(op.f("ck_authority_kind"), "authority", f"kind IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "directory_columns",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('organisations', 'contact_points')", name=op.f("ck_directory_columns_kind")),
        sa.PrimaryKeyConstraint("kind", "header", name=op.f("pk_directory_columns")),
    )
    op.create_table(
        "directory_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sheets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (finished_at IS NULL)", name=op.f("ck_directory_file_finished")),
        sa.CheckConstraint("kind IN ('organisations', 'contact_points')", name=op.f("ck_directory_file_kind")),
        sa.CheckConstraint("state IN ('waiting', 'taken', 'dropped')", name=op.f("ck_directory_file_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_file")),
    )
    op.create_table(
        "territory",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_latn", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("province", sa.Text(), nullable=True),
        sa.Column("usual", sa.Boolean(), nullable=False),
        sa.Column("by_law", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('province', 'district', 'city', 'municipality', 'city_municipality')", name=op.f("ck_territory_kind")),
        sa.ForeignKeyConstraint(["province"], ["territory.code"], name=op.f("fk_territory_province")),
        sa.ForeignKeyConstraint(["within"], ["territory.code"], name=op.f("fk_territory_within")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_territory")),
    )
    op.create_index(op.f("ix_territory_name_fold"), "territory", ["name_fold"], unique=False)
    op.create_table(
        "contact_point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("shows_email", sa.Boolean(), nullable=False),
        sa.Column("shows_telephone", sa.Boolean(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("duty IN ('contact_point', 'deputy')", name=op.f("ck_contact_point_duty")),
        sa.CheckConstraint("follows_id IS DISTINCT FROM id", name=op.f("ck_contact_point_follows_other")),
        sa.CheckConstraint("last_on IS NULL OR begins_on IS NULL OR last_on >= begins_on", name=op.f("ck_contact_point_validity")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_contact_point_authority_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["contact_point.id"], name=op.f("fk_contact_point_follows_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_point_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
    )
    op.create_index(op.f("ix_contact_point_authority_id"), "contact_point", ["authority_id"], unique=False)
    op.create_index(op.f("ix_contact_point_follows_id"), "contact_point", ["follows_id"], unique=False)
    op.create_index("ix_contact_point_last_on", "contact_point", ["last_on"], unique=False)
    op.create_index(op.f("ix_contact_point_person_id"), "contact_point", ["person_id"], unique=False)
    op.create_table(
        "organisation_apart",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_organisation_apart_order")),
        sa.ForeignKeyConstraint(["one_id"], ["organisation.id"], name=op.f("fk_organisation_apart_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["organisation.id"], name=op.f("fk_organisation_apart_other_id")),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_organisation_apart")),
    )
    op.create_index(op.f("ix_organisation_apart_other_id"), "organisation_apart", ["other_id"], unique=False)
    op.create_table(
        "organisation_area",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("area_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_key"], ["area.key"], name=op.f("fk_organisation_area_area_key")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_area_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "area_key", name=op.f("pk_organisation_area")),
    )
    op.create_index(op.f("ix_organisation_area_area_key"), "organisation_area", ["area_key"], unique=False)
    op.add_column("authority", sa.Column("territory_code", sa.Text(), nullable=True))
    _add_text("authority", "sender_name")
    _add_text("authority", "website")
    _add_text("authority", "register_number")
    op.add_column("authority", sa.Column("packaged_key", sa.Text(), nullable=True))
    _name_kinds()
    op.create_index("ix_authority_name", "authority", ["name_fold", "id"], unique=False)
    op.create_index("ix_authority_territory", "authority", ["territory_code"], unique=False)
    op.create_unique_constraint(op.f("uq_authority_packaged_key"), "authority", ["packaged_key"])
    op.create_foreign_key(op.f("fk_authority_territory_code"), "authority", "territory", ["territory_code"], ["code"])
    _add_text("organisation", "tax_number")
    op.add_column("organisation", sa.Column("territory_code", sa.Text(), nullable=True))
    op.drop_index(op.f("ix_organisation_name_fold"), table_name="organisation")
    op.create_index("ix_organisation_merged_into", "organisation", ["merged_into"], unique=False)
    op.create_index("ix_organisation_name", "organisation", ["name_fold", "id"], unique=False)
    op.create_foreign_key(op.f("fk_organisation_territory_code"), "organisation", "territory", ["territory_code"], ["code"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_organisation_territory_code"), "organisation", type_="foreignkey")
    op.drop_index("ix_organisation_name", table_name="organisation")
    op.drop_index("ix_organisation_merged_into", table_name="organisation")
    op.create_index(op.f("ix_organisation_name_fold"), "organisation", ["name_fold"], unique=False)
    op.drop_column("organisation", "territory_code")
    op.drop_column("organisation", "tax_number")
    op.drop_constraint(op.f("fk_authority_territory_code"), "authority", type_="foreignkey")
    op.drop_constraint(op.f("uq_authority_packaged_key"), "authority", type_="unique")
    op.drop_constraint(op.f("ck_authority_kind"), "authority", type_="check")
    op.drop_index("ix_authority_territory", table_name="authority")
    op.drop_index("ix_authority_name", table_name="authority")
    op.drop_column("authority", "packaged_key")
    op.drop_column("authority", "register_number")
    op.drop_column("authority", "website")
    op.drop_column("authority", "sender_name")
    op.drop_column("authority", "territory_code")
    op.drop_index(op.f("ix_organisation_area_area_key"), table_name="organisation_area")
    op.drop_table("organisation_area")
    op.drop_index(op.f("ix_organisation_apart_other_id"), table_name="organisation_apart")
    op.drop_table("organisation_apart")
    op.drop_index(op.f("ix_contact_point_person_id"), table_name="contact_point")
    op.drop_index("ix_contact_point_last_on", table_name="contact_point")
    op.drop_index(op.f("ix_contact_point_follows_id"), table_name="contact_point")
    op.drop_index(op.f("ix_contact_point_authority_id"), table_name="contact_point")
    op.drop_table("contact_point")
    op.drop_index(op.f("ix_territory_name_fold"), table_name="territory")
    op.drop_table("territory")
    op.drop_table("directory_file")
    op.drop_table("directory_columns")
