"""The upload policy as values: its limits, what a name means, and that the documents say the same."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr_service.domain.errors import Kind
from dsr_service.domain.identity.document_policy import (
    DETAILS,
    EXTENSIONS,
    MAX_BYTES,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_SIDE,
    MIN_SIDE,
    Inspection,
    MediaType,
    Reason,
    expected_type,
    extension_of,
    judge_frames,
    judge_image,
    judge_pages,
    judge_size,
    kind_of,
)

DOCUMENT = Path(__file__).parents[2] / "docs" / "uploads.md"
STATUS = {Kind.TOO_LARGE: 413, Kind.UNSUPPORTED_TYPE: 415, Kind.INVALID: 422}


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        (judge_size(0), Reason.EMPTY), (judge_size(1), None), (judge_size(MAX_BYTES), None),
        (judge_size(MAX_BYTES + 1), Reason.TOO_LARGE), (judge_image(200, 200), None),
        (judge_image(199, 12_001), Reason.SIDE_TOO_SHORT), (judge_image(12_000, 200), None),
        (judge_image(12_001, 200), Reason.SIDE_TOO_LONG), (judge_image(10_000, 5_000), None),
        (judge_image(5_001, 10_000), Reason.TOO_MANY_PIXELS), (judge_frames(1), None),
        (judge_frames(2), Reason.TOO_MANY_FRAMES), (judge_pages(0), Reason.NO_PAGES), (judge_pages(1), None),
        (judge_pages(20), None), (judge_pages(21), Reason.TOO_MANY_PAGES),
    ],
)  # fmt: skip
def test_limits_hold_at_their_edges(judged, expected):
    assert judged is expected


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("a.jpg", ".jpg"), ("A.JPG", ".jpg"), ("a.tar.gz", ".gz"), ("a", ""), (".jpg", ""), ("a.", "."), ("", ""),
        ("x/y.z/a", ""), ("x\\y.png", ".png"), ("a.png\0.jpg", ""), ("a\0.jpg", ""), ("a.jpg ", ".jpg "),
    ],
)  # fmt: skip
def test_the_last_extension_counts(name, extension):
    assert extension_of(name) == extension


@pytest.mark.parametrize("media_type", MediaType)
def test_name_and_declaration_must_agree(media_type):
    for extension in EXTENSIONS[media_type]:
        for declared in (
            None,
            "",
            media_type,
            media_type.upper(),
            f"{media_type};a=b",
            "application/octet-stream",
        ):
            assert expected_type(f"a{extension}", declared) is media_type
        for declared in (*set(MediaType) - {media_type}, "text/html", "image/*", "*/*", "image"):
            assert expected_type(f"a{extension}", declared) is None
    assert expected_type("a.txt", media_type) is None
    assert expected_type("a.heic", "image/heif") is MediaType.HEIC
    assert expected_type("a.jpg", "image/heif") is None


@given(st.text(max_size=60), st.none() | st.text(max_size=30))
def test_no_name_breaks_the_policy(name, declared):
    found = expected_type(name, declared)
    assert found is None or name.lower().endswith(EXTENSIONS[found])


def test_every_reason_has_a_kind_and_a_text():
    assert set(DETAILS) == set(Reason)
    assert {kind_of(reason) for reason in Reason} == set(STATUS)
    assert Inspection(None, "image/png").kind is None


def test_the_document_tells_types_limits_and_codes():
    text = DOCUMENT.read_text(encoding="utf-8")
    for media_type, extensions in EXTENSIONS.items():
        assert f"| `{media_type}` | {' '.join(f'`{e}`' for e in extensions)} |" in text
    for figure in (MAX_BYTES, MAX_PIXELS, MAX_SIDE, MIN_SIDE, MAX_PAGES):
        assert re.search(rf"\b{figure}\b", text), figure
    rows = re.findall(r"^\| (\d{3}) \| (.+?) \|", text, re.MULTILINE)
    told = {code: int(status) for status, codes in rows for code in re.findall(r"`(\w+)`", codes)}
    assert told == {reason.value: STATUS[kind_of(reason)] for reason in Reason}
