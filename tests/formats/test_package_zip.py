"""The package as a whole: opens in other tools, sums right, same for the same data, streamed."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator

import jsonschema
import pytest

from dsr_service.domain.rights import Right
from dsr_service.formats.package_json import RowsChanged
from dsr_service.formats.package_zip import parts, zip_chunks
from dsr_service.formats.zip_archive import ZipArchive
from formats.samples import AT, CUSTOMER_ROWS, package


def opened(contents=None) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(zip_chunks(contents or package()))))


def test_parts_and_sums():
    archive = opened()
    assert archive.testzip() is None
    names = archive.namelist()
    assert names == [
        "csv/shop.customers.csv",
        "csv/shop.reviews.csv",
        "csv/shop.messages.csv",
        "csv/data-dictionary.csv",
        "datapackage.json",
        "data.json",
        "data.schema.json",
        "information.json",
        "README.txt",
        "index.html",
        "manifest.json",
    ]
    manifest = json.loads(archive.read("manifest.json"))
    assert [part["path"] for part in manifest["parts"]] == names[:-1]
    for part in manifest["parts"]:
        body = archive.read(part["path"])
        assert (part["size"], part["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())


def test_json_is_exact_and_matches_its_schema():
    archive = opened()
    data = json.loads(archive.read("data.json"))
    schema = json.loads(archive.read("data.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema, format_checker=jsonschema.FormatChecker())
    rows = data["collections"][0]["rows"]
    assert rows[0]["email"] == CUSTOMER_ROWS[0]["email"]
    assert rows[0]["balance"] == "-12.50"
    assert rows[0]["referred_by"] == {"$redacted": "OTHERS_RIGHTS_COPY"}
    assert rows[1]["referred_by"] is None  # nothing to strike, and no claim that there was
    assert "password" not in rows[0]
    assert rows[0]["profile"] == {"nick": "Änne"}
    assert data["collections"][2] == {**data["collections"][2], "row_count": 0, "rows": []}
    assert data["information"]["confirmation"] is True
    broken = json.loads(archive.read("data.json"))
    broken["collections"][0]["rows"][0]["password"] = "x"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def test_the_schema_promises_no_more_than_the_data_holds():
    contents = package(customers=[{"id": "not a number", "active": 3, "tags": "x"}])
    archive = opened(contents)
    jsonschema.validate(json.loads(archive.read("data.json")), json.loads(archive.read("data.schema.json")))
    fields = json.loads(archive.read("datapackage.json"))["resources"][0]["schema"]["fields"]
    assert fields[0]["type"] == "string"


def test_no_part_holds_what_stays_behind():
    archive = opened()
    for name in archive.namelist():
        body = archive.read(name)
        for canary in (b"pbkdf2", b"s3cret", b"other@example.org"):
            assert canary not in body, name
    dictionary = list(csv.reader(io.StringIO(archive.read("csv/data-dictionary.csv").decode(), newline="")))
    assert any(row[3] == "password" and "A hash endangers" in row[7] for row in dictionary)
    assert any(row[3] == "referred_by" and "OTHERS_RIGHTS_COPY" in row[7] for row in dictionary)


def test_portability_has_no_information_part():
    archive = opened(package(right=Right.PORTABILITY))
    assert "information.json" not in archive.namelist()
    assert b"information.json" not in archive.read("README.txt")
    jsonschema.validate(json.loads(archive.read("data.json")), json.loads(archive.read("data.schema.json")))


def test_same_data_same_bytes():
    assert b"".join(zip_chunks(package())) == b"".join(zip_chunks(package()))


@pytest.mark.parametrize("tool", [["unzip", "-t"], ["bsdtar", "-tf"], ["7z", "t"]])
def test_other_tools_open_it(tool, tmp_path):
    path = tmp_path / "package.zip"
    path.write_bytes(b"".join(zip_chunks(package())))
    if shutil.which(tool[0]) is None:  # zipfile above proves the format; these are what people have
        tool = ["python3", "-m", "zipfile", "-t"]
    assert subprocess.run([*tool, str(path)], capture_output=True, check=False).returncode == 0


def test_members_are_found_without_the_directory():
    archive, out = ZipArchive(AT), bytearray()
    for name, body in (("a", b"alpha" * 1000), ("é/b", b"")):
        for chunk in archive.add(name, iter((body,))):
            out += chunk
    ending = archive.directory_so_far()
    assert zipfile.ZipFile(io.BytesIO(bytes(out) + ending)).read("é/b") == b""
    first = archive.members[0]
    import zlib

    raw = bytes(out[first.data_offset : first.data_offset + first.compressed_size])
    assert zlib.decompress(raw, -zlib.MAX_WBITS) == b"alpha" * 1000


def test_the_csv_files_come_first():
    seen_end = False
    for part in parts(package()):
        assert not (seen_end and part.name.startswith("csv/"))
        seen_end = seen_end or part.ends_csv
    assert seen_end


def test_rows_that_changed_since_they_were_counted_stop_the_package():
    contents = package()
    section = contents.sections[0]
    from dataclasses import replace

    lying = replace(contents, sections=(replace(section, row_count=3), *contents.sections[1:]))
    with pytest.raises(RowsChanged):
        b"".join(zip_chunks(lying))


class _Sparse:
    """4 GiB and a bit of zeros, made as they are asked for."""

    def __iter__(self) -> Iterator[bytes]:
        chunk = bytes(1 << 24)
        for _ in range(257):
            yield chunk


@pytest.mark.slow
def test_members_beyond_4_gib(tmp_path):
    archive = ZipArchive(AT)
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        for name in ("one", "two"):
            for chunk in archive.add(name, _Sparse()):
                file.write(chunk)
        file.write(archive.directory())
    with zipfile.ZipFile(path) as opened_again:
        assert [info.file_size for info in opened_again.infolist()] == [257 << 24] * 2
        assert opened_again.testzip() is None
