"""Cursors are opaque, signed, and good only for the list that gave them out."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr_service.api.pagination import Cursors, InvalidCursor

BOUND = {"list": "requests", "status": ["received"], "sort": "due_at", "overdue": None}
cursors = Cursors(b"secret")


@settings(max_examples=100)
@given(
    st.lists(
        st.none() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
        max_size=4,
    )
)
def test_a_cursor_comes_back(position):
    assert cursors.decode(cursors.encode(position, BOUND), BOUND) == position


def test_the_order_of_the_filters_does_not_matter():
    cursor = cursors.encode(["2026-11-30", "id"], BOUND)
    assert cursors.decode(cursor, dict(reversed(BOUND.items()))) == ["2026-11-30", "id"]
    assert cursors.decode(None, BOUND) is None


@pytest.mark.parametrize(
    "bound",
    [
        {},
        {**BOUND, "status": []},
        {**BOUND, "list": "webhooks"},
        {**BOUND, "new": None},
        {**BOUND, "overdue": False},
    ],
)
def test_it_is_bound_to_the_filters(bound):
    with pytest.raises(InvalidCursor):
        cursors.decode(cursors.encode([1], BOUND), bound)


def test_another_secret_gives_other_cursors():
    with pytest.raises(InvalidCursor):
        Cursors(b"other").decode(cursors.encode([1], BOUND), BOUND)


def test_no_changed_bit_passes():
    raw = base64.urlsafe_b64decode(cursors.encode([1, "abc"], BOUND) + "==")
    for position in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(InvalidCursor):
            cursors.decode(base64.urlsafe_b64encode(changed).rstrip(b"=").decode(), BOUND)


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_nothing_else_is_a_cursor(text):
    with pytest.raises(InvalidCursor):
        cursors.decode(text, BOUND)


async def test_the_next_page_is_linked_with_the_same_filters(client):
    answer = await client.get("/v1/things/search?q=more&tag=a%26b&tag=c")
    assert (
        answer.headers["link"] == f'</v1/things/search?q=more&tag=a%26b&tag=c&cursor={"n" * 24}>; rel="next"'
    )
    assert "link" not in (await client.get("/v1/things/search?q=last")).headers
