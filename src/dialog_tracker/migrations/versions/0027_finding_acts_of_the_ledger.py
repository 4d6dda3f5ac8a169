"""Find acts of the ledger by what was done and by whom."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ledger_entry_act", "ledger_entry", ["act", "sequence"])
    op.create_index("ix_ledger_entry_actor", "ledger_entry", ["actor_id", "sequence"])


def downgrade() -> None:
    op.drop_index("ix_ledger_entry_actor", table_name="ledger_entry")
    op.drop_index("ix_ledger_entry_act", table_name="ledger_entry")
