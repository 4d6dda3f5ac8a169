"""The ledger refuses update, delete and truncate, whoever asks; only a superuser who drops the trigger gets past it."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION ledger_refuses_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege';
        END;
        $$
        """
    )
    op.execute(
        "CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER ledger_append_only ON ledger_entry")
    op.execute("DROP FUNCTION ledger_refuses_change()")
