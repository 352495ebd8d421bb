"""Three databases of strangers, each full of what ends an erasure half-way elsewhere, and what must become of their rows."""

# ruff: noqa: E501, ISC004 - a table is read more easily in one line

from collections.abc import Iterator

import pytest

from erasure_tables import ANA, erased, planned, rows
from walking import Store, store_of

STORES = (
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.slow),
    pytest.param("mariadb", marks=[pytest.mark.slow, pytest.mark.mariadb]),
)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path) -> Iterator[Store]:
    with store_of(request, tmp_path) as made:
        yield made


# --- a forum whose people are known by their address: it is their key, and everybody's words hang on others'

FORUM = {
    "users": "*@email:user.contact.email bio:user.content",
    "posts": "*id author:user.contact.email>users.email reply_to:system.operations>^posts.id body:user.content",
    "follows": "*who:user.contact.email>users.email *whom:user.contact.email since:user.behavior",
    "purchases": "*id buyer:user.contact.email>users.email amount:user.financial placed:system.operations",
}
FORUM_TABLES = (
    "CREATE TABLE users (email varchar(80) PRIMARY KEY, bio varchar(80) NOT NULL, invited_by varchar(80), FOREIGN KEY (invited_by) REFERENCES users (email))",
    "CREATE TABLE posts (id integer PRIMARY KEY, author varchar(80) NOT NULL, reply_to integer, body varchar(80) NOT NULL,"
    " FOREIGN KEY (author) REFERENCES users (email), FOREIGN KEY (reply_to) REFERENCES posts (id) ON DELETE CASCADE)",
    "CREATE TABLE follows (who varchar(80) NOT NULL, whom varchar(80) NOT NULL, since date, PRIMARY KEY (who, whom),"
    " FOREIGN KEY (who) REFERENCES users (email), FOREIGN KEY (whom) REFERENCES users (email){passes_on})",
    "CREATE TABLE purchases (id integer PRIMARY KEY, buyer varchar(80) NOT NULL, amount numeric(6,2) NOT NULL, placed date NOT NULL, FOREIGN KEY (buyer) REFERENCES users (email))",
    f"INSERT INTO users VALUES ('{ANA}', 'ana bio', NULL), ('b@x', 'b bio', '{ANA}'), ('c@x', 'c bio', 'b@x')",
    f"INSERT INTO posts VALUES (1, '{ANA}', NULL, 'ana root'), (2, 'b@x', 1, 'reply of b'), (3, '{ANA}', 2, 're of ana'), (4, 'c@x', 2, 'c')",
    f"INSERT INTO follows VALUES ('{ANA}', 'b@x', '2020-01-01'), ('b@x', '{ANA}', '2020-01-01'), ('c@x', 'b@x', '2020-01-01')",
    f"INSERT INTO purchases VALUES (1, '{ANA}', 5, '2026-01-01'), (2, 'b@x', 6, '2026-01-01')",
)


def forum(passes_on: str = "") -> list[str]:
    return [line.replace("{passes_on}", passes_on) for line in FORUM_TABLES]


def test_a_key_that_rows_of_others_hold_stops_everything_and_says_which(store, tmp_path):
    store.run(*forum())
    before = [rows(store, table) for table in FORUM]
    said = planned(store, tmp_path, FORUM, "--execute", "--yes", exit_code=2)
    [reason] = [entry["reason"] for entry in said["blocked"]]
    assert "'email' is the key that rows of follows, users hold" in reason
    assert [rows(store, table) for table in FORUM] == before


def test_where_the_map_names_who_points_everything_of_hers_goes_and_replies_stay(store, tmp_path):
    mapped = {
        **FORUM,
        "users": "*@email:user.contact.email bio:user.content invited_by:user.contact.email>~users.email",
        "follows": "*who:user.contact.email>users.email *whom:user.contact.email>users.email since:user.behavior",
    }
    said = erased(store, tmp_path, mapped, *forum())
    assert rows(store, "users") == [("b@x", "b bio", None), ("c@x", "c bio", "b@x")]
    assert rows(store, "posts") == [(2, "b@x", None, "reply of b"), (4, "c@x", 2, "c")]
    assert rows(store, "follows", "who, whom") == [("c@x", "b@x")]
    assert rows(store, "purchases", "id") == [(2,)]
    assert said["left"] == {}


def test_a_key_in_a_kept_record_is_kept_with_it_and_nothing_else_is(store, tmp_path):
    mapped = {
        **FORUM,
        "users": "*@email:user.contact.email bio:user.content invited_by:user.contact.email>~users.email",
        "follows": "*who:user.contact.email>users.email *whom:user.contact.email>users.email since:user.behavior",
    }
    rules = {"keep": [{"rule": "accounting_documents", "collection": "shop.purchases", "from": "placed"}]}
    said = erased(store, tmp_path, mapped, *forum(), rules=rules)
    assert [row[:1] for row in rows(store, "users")] == [(ANA,), ("b@x",), ("c@x",)]
    assert "ana bio" not in str(rows(store, "users"))
    assert rows(store, "posts", "id") == [(2,), (4,)]
    assert rows(store, "purchases", "id") == [(1,), (2,)]
    kept = {(i["collection"], tuple(i["fields"]), i["law"]) for i in said["items"] if i["action"] == "keep"}
    assert kept == {
        ("purchases", ("buyer", "amount"), "Code de commerce L123-22"),
        ("users", ("email",), "Code de commerce L123-22"),
    }


def test_a_key_that_the_database_passes_on_is_masked_everywhere(store, tmp_path):
    with_cascades = [
        line.replace("REFERENCES users (email)", "REFERENCES users (email) ON UPDATE CASCADE")
        for line in forum()
        if not line.startswith("CREATE TABLE users")
    ]
    users = FORUM_TABLES[0].partition(", invited_by")[0] + ")"
    with_cascades = [
        line.replace(f", '{ANA}')", ")").replace(", NULL)", ")").replace("'c bio', 'b@x')", "'c bio')")
        if line.startswith("INSERT INTO users")
        else line
        for line in with_cascades
    ]
    erased(store, tmp_path, FORUM, users, *with_cascades)
    assert ANA not in str([rows(store, table) for table in FORUM])
    assert [row[0] for row in rows(store, "posts", "id")] == [2, 4]
    others = [row for row in rows(store, "follows", "who, whom") if row[1] == "b@x"]
    assert others == [("c@x", "b@x")]


# --- a clinic of several tenants: composite keys, a referral among patients, a visit beside a bill that the law keeps

CLINIC = {
    "address": "*id street:user.contact.address.street",
    "patient": "*tenant *no:user.unique_id @email:user.contact.email first:user.name last:user.name full_name:user.name"
    " code:user.unique_id sex:user.demographic home:system.operations>^address.id",
    "contact": "*id tenant:system.operations>patient.tenant patient_no:user.unique_id>patient.no phone:user.contact.phone_number",
    "invoice": "*id tenant:system.operations>patient.tenant patient_no:user.unique_id>patient.no issued_on:system.operations"
    " total:user.financial bill_to:system.operations>^address.id note:user.content",
    "line": "*invoice_id:system.operations>invoice.id *pos:system.operations what:user.content",
    "visit": "*id tenant:system.operations>patient.tenant patient_no:user.unique_id>patient.no"
    " invoice_id:system.operations>^invoice.id complaint:user.health_and_medical",
    "photo": "*visit_id:system.operations>visit.id *n:system.operations caption:user.content",
}
CLINIC_TABLES = (
    "CREATE TABLE address (id integer PRIMARY KEY, street varchar(40) NOT NULL)",
    "CREATE TABLE patient (tenant integer NOT NULL, no integer NOT NULL, email varchar(80) NOT NULL, first varchar(20) NOT NULL,"
    " last varchar(20) NOT NULL, full_name varchar(60) GENERATED ALWAYS AS ({full}) STORED, code varchar(6) NOT NULL CHECK (code LIKE 'P-____'),"
    " sex char(1) NOT NULL CHECK (sex IN ('m', 'f', 'x')), home integer NOT NULL, referred_by integer, PRIMARY KEY (tenant, no),"
    " UNIQUE (tenant, email), UNIQUE (code), FOREIGN KEY (home) REFERENCES address (id),"
    " FOREIGN KEY (tenant, referred_by) REFERENCES patient (tenant, no))",
    "CREATE TABLE contact (id integer PRIMARY KEY, tenant integer NOT NULL, patient_no integer NOT NULL, phone varchar(20) NOT NULL UNIQUE,"
    " FOREIGN KEY (tenant, patient_no) REFERENCES patient (tenant, no))",
    "CREATE TABLE invoice (id integer PRIMARY KEY, tenant integer NOT NULL, patient_no integer NOT NULL, issued_on date NOT NULL, total numeric(8,2) NOT NULL,"
    " bill_to integer NOT NULL, note varchar(60), FOREIGN KEY (bill_to) REFERENCES address (id), FOREIGN KEY (tenant, patient_no) REFERENCES patient (tenant, no))",
    "CREATE TABLE line (invoice_id integer NOT NULL, pos integer NOT NULL, what varchar(60) NOT NULL, PRIMARY KEY (invoice_id, pos), FOREIGN KEY (invoice_id) REFERENCES invoice (id))",
    "CREATE TABLE visit (id integer PRIMARY KEY, tenant integer NOT NULL, patient_no integer NOT NULL, invoice_id integer, complaint varchar(80) NOT NULL,"
    " FOREIGN KEY (invoice_id) REFERENCES invoice (id), FOREIGN KEY (tenant, patient_no) REFERENCES patient (tenant, no))",
    "CREATE TABLE photo (visit_id integer NOT NULL, n integer NOT NULL, caption varchar(40), PRIMARY KEY (visit_id, n), FOREIGN KEY (visit_id) REFERENCES visit (id))",
    "INSERT INTO address VALUES (1, 'shared'), (2, 'bill of old'), (3, 'bill of new'), (4, 'elsewhere')",
    f"INSERT INTO patient (tenant, no, email, first, last, code, sex, home, referred_by) VALUES (1, 1, '{ANA}', 'Ana', 'A', 'P-0001', 'f', 1, NULL),"
    " (2, 1, 'other@x', 'Other', 'T', 'P-0002', 'm', 4, NULL), (1, 2, 'bob@x', 'Bob', 'B', 'P-0003', 'm', 1, 1)",
    "INSERT INTO contact VALUES (1, 1, 1, '+331'), (2, 2, 1, '+332'), (3, 1, 2, '+333')",
    "INSERT INTO invoice VALUES (1, 1, 1, '2025-05-01', 10, 3, 'thanks'), (2, 1, 1, '2010-05-01', 11, 2, 'old'), (3, 2, 1, '2025-05-01', 12, 4, 'x'), (4, 1, 2, '2025-05-01', 12, 1, 'y')",
    "INSERT INTO line VALUES (1, 1, 'x-ray'), (2, 1, 'old'), (3, 1, 'x'), (4, 1, 'y')",
    "INSERT INTO visit VALUES (1, 1, 1, 1, 'headache'), (2, 1, 1, NULL, 'cough'), (3, 2, 1, 3, 'c'), (4, 1, 2, 4, 'd')",
    "INSERT INTO photo VALUES (1, 1, 'ana'), (3, 1, 'o')",
)


def clinic(store: Store) -> list[str]:
    full = "concat(first, ' ', last)" if store.kind == "mariadb" else "first || ' ' || last"
    return [line.replace("{full}", full) for line in CLINIC_TABLES]


def test_a_bill_is_kept_its_patient_masked_in_shape_and_the_other_tenants_namesake_untouched(store, tmp_path):
    keep = [{"rule": "accounting_documents", "collection": "shop.invoice", "from": "issued_on"}]
    erased(store, tmp_path, CLINIC, *clinic(store), rules={"keep": keep})
    assert rows(store, "address", "id") == [(1,), (3,), (4,)]
    ana, bob, other = rows(
        store, "patient", "tenant, no, email, first, full_name, code, sex, home, referred_by", "1, 2"
    )
    assert bob == (1, 2, "bob@x", "Bob", "Bob B", "P-0003", "m", 1, 1)
    assert other == (2, 1, "other@x", "Other", "Other T", "P-0002", "m", 4, None)
    assert (ana[:2], ana[5][:2], len(ana[5]), ana[6]) == ((1, 1), "P-", 6, "x")
    assert ana[5] != "P-0001"
    assert not {"Ana", ANA}.intersection(str(part) for part in ana)
    assert "Ana" not in ana[4]
    assert rows(store, "contact", "id") == [(2,), (3,)]
    assert rows(store, "invoice", "id, note") == [(1, "thanks"), (3, "x"), (4, "y")]
    assert rows(store, "line", "invoice_id") == [(3,), (4,)]
    assert rows(store, "visit", "id") == [(3,), (4,)]
    assert rows(store, "photo", "visit_id") == [(3,)]


def test_a_referral_is_cut_where_the_map_names_it_and_holds_her_row_where_it_does_not(store, tmp_path):
    """Bob's row points at hers by two columns, of which the tenant's is his own key's too and can't be NULL."""
    erased(store, tmp_path, CLINIC, *clinic(store))
    assert rows(store, "patient", "tenant, no, referred_by", "1, 2") == [
        (1, 1, None),
        (1, 2, 1),
        (2, 1, None),
    ]
    assert "Ana" not in str(rows(store, "patient"))
    assert rows(store, "invoice", "id") == [(3,), (4,)]
    mapped = {
        **CLINIC,
        "patient": CLINIC["patient"].replace("*tenant", "*tenant:system.operations>~patient.tenant")
        + " referred_by:system.operations>~patient.no",
    }
    store.run(f"UPDATE patient SET email = '{ANA}' WHERE tenant = 1 AND no = 1")
    erased(store, tmp_path, mapped)
    assert rows(store, "patient", "tenant, no, referred_by", "1, 2") == [(1, 2, None), (2, 1, None)]
