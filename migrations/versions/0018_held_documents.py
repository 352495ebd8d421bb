"""Identity documents that wait for the malware scanner, and those that it knew."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = ("pending", "accepted", "rejected", "unreviewed")
AFTER = ("held", "pending", "accepted", "rejected", "infected", "unreviewed")


def upgrade() -> None:
    _allow(AFTER)


def downgrade() -> None:
    # What was held is looked at by nobody: the request asks for another copy.
    op.execute("UPDATE identity_documents SET status = 'unreviewed' WHERE status IN ('held', 'infected')")
    _allow(BEFORE)


def _allow(values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(op.f("ck_identity_documents_status"), "identity_documents")
    op.create_check_constraint(
        op.f("ck_identity_documents_status"), "identity_documents", f'"status" IN ({listed})'
    )
