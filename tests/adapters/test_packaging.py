"""Sealed packages: whole, by part and by range they give the bytes that their sums promise."""

import csv
import hashlib
import io
import json
import random
import resource
import zipfile
from dataclasses import replace

import orjson
import pytest

from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.adapters.packaging import SealedPackages
from dsr_service.adapters.sealing.key_encryption import LocalKeyEncryption, new_key
from dsr_service.adapters.sealing.sealed_documents import AgeDocuments
from dsr_service.formats.package_json import RowsChanged
from dsr_service.formats.package_zip import zip_chunks
from dsr_service.formats.packages import Column, Section
from dsr_service.services.ports.document_store import DocumentDamaged
from dsr_service.services.ports.packages import BuiltPackage, NoSuchPart
from formats.samples import package


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "blobs"


@pytest.fixture
def documents(folder) -> AgeDocuments:
    return AgeDocuments(open_document_store(f"file://{folder}"), LocalKeyEncryption([new_key()]))


@pytest.fixture
async def built(documents):
    """A package with a part of a few MB, its key, and the port."""
    noise = random.Random(7)
    reviews = [{"id": n, "text": noise.randbytes(200).hex()} for n in range(5_000)]
    key = await documents.new_key("r1/export_packages")
    packages = SealedPackages(documents)
    contents = package(reviews=reviews)
    made = await packages.build(contents, "packages/x", key)
    return packages, BuiltPackage.of(json.loads(json.dumps(made.entry()))), key, contents


async def read(packages, made, key, content, *span) -> bytes:
    return b"".join([block async for block in packages.open(made, key, content, *span)])


CONTENTS = [
    ("zip", None),
    ("csv", None),
    ("json", None),
    ("csv", "shop.reviews"),
    ("csv", "shop.customers"),
    ("csv", "shop.messages"),
]


@pytest.mark.parametrize(("form", "collection"), CONTENTS)
async def test_every_content_has_the_promised_size_and_sum(built, form, collection):
    packages, made, key, _ = built
    content = made.content(form, collection)
    body = await read(packages, made, key, content)
    assert (len(body), hashlib.sha256(body).hexdigest()) == (content.size, content.sha256)


@pytest.mark.parametrize(("form", "collection"), CONTENTS)
async def test_every_range_is_a_slice(built, form, collection):
    packages, made, key, _ = built
    content = made.content(form, collection)
    body = await read(packages, made, key, content)
    size = len(body)
    dice = random.Random(11)
    spans = [(0, 0), (0, 1), (size - 1, size), (size, size), (0, size), (size // 2, size // 2 + 70_000)]
    spans += [tuple(sorted((dice.randint(0, size), dice.randint(0, size)))) for _ in range(6)]
    for start, end in ((start, min(end, size)) for start, end in spans):
        assert await read(packages, made, key, content, start, end) == body[start:end]


async def test_the_zip_is_the_package_as_the_formats_make_it(built):
    packages, made, key, contents = built
    assert await read(packages, made, key, made.content("zip")) == b"".join(zip_chunks(contents))


async def test_the_csv_archive_holds_the_csv_files_and_no_more(built):
    packages, made, key, _ = built
    archive = zipfile.ZipFile(io.BytesIO(await read(packages, made, key, made.content("csv"))))
    assert archive.testzip() is None
    assert archive.namelist() == [
        "csv/shop.customers.csv",
        "csv/shop.reviews.csv",
        "csv/shop.messages.csv",
        "csv/data-dictionary.csv",
        "datapackage.json",
    ]
    for resource_ in json.loads(archive.read("datapackage.json"))["resources"]:
        body = archive.read(resource_["path"])
        assert resource_["bytes"] == len(body)
        assert resource_["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        header = next(csv.reader(io.StringIO(body.decode(), newline="")))
        assert header == [field["name"] for field in resource_["schema"]["fields"]]


async def test_no_such_content(built):
    _, made, _, _ = built
    for asked in (("pdf", None), ("csv", "shop.none"), ("json", "shop.reviews"), ("zip", "shop.reviews")):
        with pytest.raises(NoSuchPart):
            made.content(*asked)


async def test_ranges_that_are_none(built):
    packages, made, key, _ = built
    content = made.content("json")
    for start, end in ((-1, 5), (5, 4), (0, content.size + 1)):
        with pytest.raises(ValueError, match="range"):
            await read(packages, made, key, content, start, end)


async def test_every_part_by_its_name(built):
    packages, made, key, _ = built
    for part in made.parts:
        content = made.part(part.name)
        body = await read(packages, made, key, content)
        assert hashlib.sha256(body).hexdigest() == part.sha256 == content.sha256


async def test_nothing_plain_lies_in_the_store(built, folder):
    for path in folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            for canary in (b"anna@example.org", b"PK\x03\x04", b"manifest.json"):
                assert canary not in raw


async def test_rows_that_change_leave_no_package(documents, folder):
    contents = package()
    lying = replace(contents, sections=(replace(contents.sections[0], row_count=9), *contents.sections[1:]))
    key = await documents.new_key("r1/x")
    with pytest.raises(RowsChanged):
        await SealedPackages(documents).build(lying, "packages/x", key)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


async def test_a_row_that_promises_something_else_is_noticed(built):
    packages, made, key, _ = built
    content = made.content("json")
    with pytest.raises(DocumentDamaged):
        await read(packages, made, key, replace(content, size=content.size + 1))


def wide_section(rows: int) -> Section:
    row = {f"field_{n}": f"value {n}" for n in range(8)} | {"id": 1, "total": "12.50"}
    line = orjson.dumps(row)
    return Section(
        "shop", "orders", tuple(Column(name) for name in row), rows, lambda: (line for _ in range(rows))
    )


@pytest.mark.slow
async def test_memory_is_flat_from_ten_thousand_to_a_million_rows(documents):
    packages, key = SealedPackages(documents), await documents.new_key("r1/x")
    peaks = []
    for rows in (10_000, 1_000_000):
        contents = replace(package(), sections=(wide_section(rows),))
        made = await packages.build(contents, f"packages/{rows}", key)
        content = made.content("json")
        digest = hashlib.sha256()
        async for block in packages.open(made, key, content):
            digest.update(block)
        assert digest.hexdigest() == content.sha256
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    assert peaks[1] - peaks[0] < 50_000, f"{peaks} KiB"
