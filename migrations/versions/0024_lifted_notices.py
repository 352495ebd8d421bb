"""Recipients that were told of a restriction are told of its end; a notice may be overtaken by that."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

CAUSES = ("erasure", "rectification", "restriction")
STATUSES = ("planned", "by_hand", "told", "answered", "excepted")


def upgrade() -> None:
    _allow("cause", (*CAUSES, "restriction_lifted"))
    _allow("status", (*STATUSES, "overtaken"))


def downgrade() -> None:
    op.execute("DELETE FROM recipient_notices WHERE cause = 'restriction_lifted'")
    op.execute("UPDATE recipient_notices SET status = 'by_hand' WHERE status = 'overtaken'")
    _allow("cause", CAUSES)
    _allow("status", STATUSES)


def _allow(column: str, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    name = op.f(f"ck_recipient_notices_{column}")
    op.drop_constraint(name, "recipient_notices")
    op.create_check_constraint(name, "recipient_notices", f'"{column}" IN ({listed})')
