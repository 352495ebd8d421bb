"""`dsr identity-documents check`, as pinned: one JSON line a file, in order."""
# ruff: noqa: E501 - one line a file

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from uploads.heics import plain as heic
from uploads.jpegs import MAX_BYTES
from uploads.pdfs import pages
from uploads.pictures import jpeg, png


def _check(*arguments):
    command = [sys.executable, "-m", "dsr_service.cli", "identity-documents", "check", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_one_line_a_file_in_order(tmp_path):
    files = {
        "good.jpg": (jpeg(), 201, "image/jpeg"), "good.PNG": (png(), 201, "image/png"), "good.pdf": (pages(), 201, "application/pdf"),
        "good.heif": (heic().encode(), 201, "image/heic"), "empty.jpg": (b"", 422, None),
        "large.pdf": (pages() + bytes(MAX_BYTES), 413, None), "other.jpg": (png(), 415, "image/png"),
        "text.png": (b"hello", 415, None), "none": (jpeg(), 415, "image/jpeg"), "long.pdf": (pages(21), 422, "application/pdf"),
        "cut.jpg": (jpeg()[:-900], 422, "image/jpeg"),
    }  # fmt: skip
    for name, (data, _, _) in files.items():
        (tmp_path / name).write_bytes(data)
    code, lines = _check(*(tmp_path / name for name in files))
    assert code == 0
    assert [line["file"] for line in lines] == [str(tmp_path / name) for name in files]
    assert [(line["status"], line["type"]) for line in lines] == [(s, t) for _, s, t in files.values()]
    for line in lines:
        assert list(line) == ["file", "accepted", "status", "code", "detail", "type"]
        assert line["accepted"] is (line["status"] == 201)
        assert line["code"].startswith("document_")
        assert line["detail"]


@pytest.mark.parametrize(
    ("declared", "status"),
    [
        ("image/jpeg", 201),
        ("IMAGE/JPEG; q=1", 201),
        ("application/octet-stream", 201),
        ("image/png", 415),
        ("text/html", 415),
    ],
)
def test_the_declared_type(tmp_path, declared, status):
    (tmp_path / "a.jpg").write_bytes(jpeg())
    code, (line,) = _check("--content-type", declared, tmp_path / "a.jpg")
    assert (code, line["status"]) == (0, status)


def test_a_file_that_cannot_be_read_is_said_and_the_rest_goes_on(tmp_path):
    (tmp_path / "a.jpg").write_bytes(jpeg())
    os.mkfifo(tmp_path / "pipe.jpg")
    code, lines = _check(tmp_path / "missing.jpg", tmp_path, tmp_path / "pipe.jpg", tmp_path / "a.jpg")
    assert code == 1
    assert [line["status"] for line in lines] == [None, None, None, 201]
    assert not any(line["accepted"] for line in lines[:3])


def test_odd_names(tmp_path):
    for name in ("a\nb.jpg", "a\u202egpj.jpg", "-rf.jpg", "é.jpg", "a.php.jpg"):
        (tmp_path / name).write_bytes(jpeg())
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.jpg")).write_bytes(jpeg())
    code, lines = _check(*sorted(tmp_path.iterdir()))
    assert code == 0
    assert [line["status"] for line in lines] == [201] * 6
