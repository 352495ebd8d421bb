"""Erasure finds an address however its letters are written, and leaves the account that case alone tells apart."""

from pathlib import Path

import yaml
from typer.testing import CliRunner

from dsr_service.cli import app
from walking import collection, field_, map_text, sqlite_store


def test_what_is_found_whatever_its_case_goes_and_another_account_stays(tmp_path: Path):
    with sqlite_store(tmp_path) as store:
        store.run(
            "CREATE TABLE customers (email varchar(80) primary key, name text)",
            "CREATE TABLE letters (id integer primary key, mail varchar(80))",
            "INSERT INTO customers VALUES ('Anna@example.org', 'hers'), ('anna@example.org', 'his')",
            "INSERT INTO letters VALUES (1, 'ANNA@EXAMPLE.ORG'), (2, 'annabel@example.org')",
        )
        text = map_text(
            shop=[
                collection("customers", field_("email", identity="email", primary_key=True), "name"),
                collection("letters", field_("id", primary_key=True), field_("mail", identity="email")),
            ]
        )
        written = yaml.safe_load(text)
        for each in written["dataset"][0]["collections"]:
            each["data_categories"] = ["user.contact"]
        (tmp_path / "map.yml").write_text(yaml.safe_dump(written))
        arguments = ["data-map", "plan-erasure", str(tmp_path / "map.yml"), "--source", f"shop={store.url}"]
        done = CliRunner().invoke(
            app, [*arguments, "--identity", "email=Anna@example.org", "--execute", "--yes"]
        )
        assert done.exit_code == 0, done.output
        assert read(store.url, "SELECT email FROM customers") == [("anna@example.org",)]
        assert read(store.url, "SELECT id FROM letters") == [(2,)]
        again = CliRunner().invoke(
            app, [*arguments, "--identity", "email=Anna@example.org", "--execute", "--yes"]
        )
        assert again.exit_code == 2, again.output  # blocked: whose that account is, is not guessed
        assert "by the case of letters alone" in again.output
        assert read(store.url, "SELECT email FROM customers") == [("anna@example.org",)]


def read(url: str, sql: str) -> list[tuple[object, ...]]:
    import sqlite3

    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        return connection.execute(sql).fetchall()
