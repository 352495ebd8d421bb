"""Rows that mean harm, from a real PostgreSQL to the opened package: nothing runs, nothing breaks, nothing is lost."""

import csv
import io
import json
import subprocess
import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser

import asyncpg
import jsonschema
import pytest

from dsr_service.adapters.data_sources.registry import data_source
from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.adapters.packaging import SealedPackages
from dsr_service.adapters.row_spool import LocalScratch
from dsr_service.adapters.sealing.key_encryption import LocalKeyEncryption, new_key
from dsr_service.adapters.sealing.sealed_documents import AgeDocuments
from dsr_service.domain.article_15 import Controller
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.rights import Right
from dsr_service.formats.csv_cells import unguarded
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.services.fulfilment import Search
from dsr_service.services.package_contents import contents_of
from dsr_service.services.walk import walk

MAP = """
dataset:
  - fides_key: shop
    fides_meta: {dsr: {legal_basis: contract, source: You}}
    collections:
      - name: people
        fides_meta: {dsr: {provided: true}}
        fields:
          - {name: id, fides_meta: {primary_key: true}}
          - {name: email, fides_meta: {identity: email}}
      - name: notes
        fides_meta: {dsr: {provided: true}}
        fields:
          - {name: id, fides_meta: {primary_key: true}}
          - {name: person_id, fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}}
          - {name: body}
          - {name: raw}
          - {name: doc}
"""
TEXTS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    " =1",
    "\ufeff=1",
    "＝1+1",  # noqa: RUF001
    "a;=1+1;b",
    'x\n=HYPERLINK("http://evil.example")',
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</td></table><!-- ]]> {{ 7*7 }} {% raw %}",
    "javascript:alert(1)",
    "\u202etxt.exe\u202c",
    "\u0001\u0007\u001b[31m\u007f",
    "quote \" comma , semicolon ; apostrophe '",
    "line one\r\nline two\nline three\r",
    "'=already guarded",
    "💥 é \U0001f469\u200d\U0001f467",
    "x" * 1_000_000,
    "",
    "NULL",
    "%s %d {0}",
]
RAW = [b"\xff\xfe\x00binary", b"\x00", b"", bytes(range(256))]
JSON_TEXTS = [
    '"\\ud800 alone"',
    '{"a": 1.10, "b": 12345678901234567890123, "c": "\\u0000"}',
    "[" * 200 + "]" * 200,
    '{"=1": "=2", "<b>": null}',
    "1e400",
    '{"$redacted": "OTHERS_RIGHTS_COPY"}',
]


@pytest.fixture
async def archive(postgres, tmp_path):
    postgres.create_database("hostile")
    dsn = postgres.libpq_dsn("hostile")
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "CREATE TABLE people (id int PRIMARY KEY, email text);"
        "CREATE TABLE notes (id int PRIMARY KEY, person_id int, body text, raw bytea, doc json);"
        "INSERT INTO people VALUES (1, 'c@example.com')"
    )
    rows = max(len(TEXTS), len(RAW), len(JSON_TEXTS))

    def at(values, number):
        return values[number] if number < len(values) else None

    await connection.executemany(
        "INSERT INTO notes VALUES ($1, 1, $2, $3, $4)",
        [(n, at(TEXTS, n), at(RAW, n), at(JSON_TEXTS, n)) for n in range(rows)],
    )
    await connection.close()
    data_map = read_data_map(MAP.encode())
    search = Search(
        new_id(datetime.now(UTC)), "HOSTILE", "fr", [Right.PORTABILITY], {"email": ["c@example.com"]},
        data_map, {}, {}, Controller("<b>Shop</b>", "x@example.org"),
    )  # fmt: skip
    (tmp_path / "spool").mkdir()
    scratch = LocalScratch(tmp_path / "spool")
    documents = AgeDocuments(open_document_store((tmp_path / "b").as_uri()), LocalKeyEncryption([new_key()]))
    packages, key = SealedPackages(documents), await documents.new_key("hostile")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with scratch.row_store() as spool:
        source = data_source(dsn, data_map.datasets[0])
        report = await walk(data_map, {"shop": source}, search.identities, spool, keys=scratch.key_store())
        await source.close()
        found = {address: one.rows for address, one in report.collections.items()}
        contents = contents_of(
            search, Right.PORTABILITY, found, spool.lines, generated_at=now, read_at={"shop": (now,)}
        )
        built = await packages.build(contents, "h/one", key)
        again = await packages.build(contents, "h/two", key)
    assert (built.sha256, built.size) == (again.sha256, again.size), "the same bytes for the same data"
    blocks = [block async for block in packages.open(built, key, built.content("zip"))]
    path = tmp_path / "package.zip"
    path.write_bytes(b"".join(blocks))
    yield path
    postgres.drop_database("hostile")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.handlers: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.handlers += [f"{name}={value}" for name, value in attrs if name.startswith("on")]
        self.handlers += [str(value) for name, value in attrs if name in ("src", "action")]
        assert not any(str(value).lower().startswith("javascript") for _, value in attrs)


async def test_hostile_rows_come_out_whole_and_harmless(archive):
    tested = subprocess.run(["unzip", "-t", str(archive)], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stdout
    opened = zipfile.ZipFile(archive)
    assert opened.testzip() is None

    document = json.loads(opened.read("data.json"))
    jsonschema.validate(document, json.loads(opened.read("data.schema.json")))
    notes = next(c for c in document["collections"] if c["collection"] == "notes")["rows"]
    notes.sort(key=lambda row: row["id"])
    assert [row["body"] for row in notes[: len(TEXTS)]] == TEXTS
    assert notes[0]["doc"] == "\ud800 alone"

    csv.field_size_limit(2_000_000)  # Python takes 128 KB only
    text = opened.read("csv/shop.notes.csv").decode()
    rows = sorted(csv.DictReader(io.StringIO(text, newline=""), strict=True), key=lambda row: int(row["id"]))
    assert [unguarded(row["body"]) for row in rows[: len(TEXTS)]] == TEXTS
    for row in rows:
        for name in ("body", "doc", "raw"):
            assert not row[name].lstrip(" \ufeff").startswith(("=", "+", "-", "@", "＝", "\t", "\r")), row  # noqa: RUF001
    french = [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in line]
    assert not any(cell.lstrip(" \ufeff").startswith(("=", "+", "@")) for cell in french)

    page = opened.read("index.html").decode()
    tags = Tags()
    tags.feed(page)
    assert not tags.tags & {"script", "img", "iframe", "form", "object", "link"}
    assert tags.handlers == []
    assert len(page) < 2_000_000, "a cell of a million characters is cut"
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
