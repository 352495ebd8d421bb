"""Known channels, codes, links, sessions, mail budgets, release holds; four eyes held by triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Two keys of one client are one person's; so may be a key and the key that it made.
_TWO_PEOPLE = """
CREATE FUNCTION dsr_two_people(first text, second text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT first <> second
        AND NOT EXISTS (
            SELECT FROM api_keys a JOIN api_keys b ON 'key:' || b.id = second
            WHERE 'key:' || a.id = first
                AND (a.client = b.client OR a.created_by = second OR b.created_by = first)
        )
        AND NOT EXISTS (
            SELECT FROM api_keys b
            WHERE 'key:' || b.id = second AND (b.revoked_at IS NOT NULL OR b.expires_at <= at)
        )
$$
"""
_REQUESTS = """
CREATE FUNCTION dsr_require_second_approver() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by
        AND NOT coalesce(
            dsr_two_people(NEW.fulfilment_started_by, NEW.approved_by, coalesce(NEW.approved_at, now())), true)
    THEN
        RAISE EXCEPTION 'four eyes: a second, enabled person must approve' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
_CHANNELS = """
CREATE FUNCTION dsr_require_second_checker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.confirmed_by IS NOT NULL AND NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by
        AND NOT dsr_two_people(NEW.recorded_by, NEW.confirmed_by, coalesce(NEW.confirmed_at, now()))
    THEN
        RAISE EXCEPTION 'four eyes: a second, enabled person must check' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
_INSTANT = sa.DateTime(timezone=True)


def _of_request(table: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["request_id"], ["subject_requests.id"], name=op.f(f"fk_{table}_request_id"), ondelete=ondelete
    )


def _of_channel(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["channel_id"], ["known_channels.id"], name=op.f(f"fk_{table}_channel_id"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.add_column("identity_proofs", sa.Column("voided_at", _INSTANT, nullable=True))
    op.add_column("messages", sa.Column("counted_on", sa.Date(), nullable=True))
    op.create_table(
        "known_channels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("known_since", _INSTANT, nullable=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmation", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "\"origin\" IN ('source', 'storefront', 'staff')", name=op.f("ck_known_channels_origin")
        ),
        sa.CheckConstraint("confirmed_by <> recorded_by", name=op.f("ck_known_channels_second_person")),
        _of_request("known_channels"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_channels")),
        sa.UniqueConstraint("request_id", "lookup", name=op.f("uq_known_channels_request_id_lookup")),
    )
    op.create_table(
        "channel_searches",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("searched_at", _INSTANT, nullable=False),
        _of_request("channel_searches"),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_channel_searches")),
    )
    op.create_table(
        "identity_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT, nullable=True),
        _of_request("identity_codes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_codes")),
        sa.UniqueConstraint("message_id", name=op.f("uq_identity_codes_message_id")),
    )
    op.create_index("ix_identity_codes_request_id", "identity_codes", ["request_id", "created_at"])
    op.create_table(
        "access_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=True),
        _of_request("access_links"),
        _of_channel("access_links"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_access_links_digest")),
        sa.UniqueConstraint("message_id", name=op.f("uq_access_links_message_id")),
    )
    op.create_index("ix_access_links_request_id", "access_links", ["request_id", "created_at"])
    op.create_table(
        "subject_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["access_links.id"], name=op.f("fk_subject_sessions_link_id"), ondelete="CASCADE"
        ),
        _of_request("subject_sessions"),
        _of_channel("subject_sessions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_sessions")),
        sa.UniqueConstraint("link_id", name=op.f("uq_subject_sessions_link_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_subject_sessions_digest")),
    )
    op.create_index(op.f("ix_subject_sessions_request_id"), "subject_sessions", ["request_id"])
    op.create_table(
        "mail_budgets",
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "day", name=op.f("pk_mail_budgets")),
    )
    op.create_table(
        "release_holds",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("notified_at", _INSTANT, nullable=True),
        sa.Column("until", _INSTANT, nullable=True),
        sa.Column("release_pending", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("disavowed_at", _INSTANT, nullable=True),
        sa.Column("disavowed_by", sa.Text(), nullable=True),
        _of_request("release_holds"),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_release_holds")),
    )
    for statement in (_TWO_PEOPLE, _REQUESTS, _CHANNELS):
        op.execute(statement)
    op.execute(
        "CREATE TRIGGER second_approver BEFORE UPDATE OF approved_by ON subject_requests "
        "FOR EACH ROW EXECUTE FUNCTION dsr_require_second_approver()"
    )
    op.execute(
        "CREATE TRIGGER second_checker BEFORE UPDATE OF confirmed_by ON known_channels "
        "FOR EACH ROW EXECUTE FUNCTION dsr_require_second_checker()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER second_approver ON subject_requests")
    for table in (
        "release_holds",
        "mail_budgets",
        "subject_sessions",
        "access_links",
        "identity_codes",
        "channel_searches",
        "known_channels",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION dsr_require_second_approver()")
    op.execute("DROP FUNCTION dsr_require_second_checker()")
    op.execute("DROP FUNCTION dsr_two_people(text, text, timestamptz)")
    op.drop_column("messages", "counted_on")
    op.drop_column("identity_proofs", "voided_at")
