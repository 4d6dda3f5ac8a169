"""Repairs of a draft by hand, kept with its preview and with the version that was stored from it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "version_repairs",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("repairs", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_version_repairs_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_version_repairs")),
    )
    # A preview lasts a day and was read by the importer of that day: those of the old shape are let go, their files stay.
    op.execute("DELETE FROM import_preview")
    op.add_column("import_preview", sa.Column("repaired", sa.LargeBinary(), nullable=False))
    op.add_column("import_preview", sa.Column("repairs", sa.LargeBinary(), nullable=False))
    op.add_column("import_preview", sa.Column("revision", sa.Integer(), nullable=False))
    op.add_column("import_preview", sa.Column("lost", sa.Integer(), nullable=False))
    op.add_column("import_preview", sa.Column("act_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_import_preview_act_id"), "import_preview", "act", ["act_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_import_preview_act_id"), "import_preview", type_="foreignkey")
    for column in ("act_id", "lost", "revision", "repairs", "repaired"):
        op.drop_column("import_preview", column)
    op.drop_table("version_repairs")
