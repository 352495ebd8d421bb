"""What is known of single rows behaves like the dictionary and the set that it stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr_service.domain.erasure.per_row import PerRow, RowSet

ROWS = st.integers(0, 40)
STEPS = st.lists(
    st.tuples(st.sampled_from(["set", "pop", "clear"]), ROWS, st.sampled_from("abc")), max_size=40
)


@given(STEPS)
def test_a_value_per_row_is_a_dictionary(steps: list[tuple[str, int, str]]) -> None:
    found: PerRow[str] = PerRow()
    expected: dict[int, str] = {}
    for step, row, value in steps:
        if step == "set":
            found[row] = expected[row] = value
        elif step == "pop":
            assert found.pop(row, None) == expected.pop(row, None)
        elif row == 0:
            found.clear()
            expected.clear()
        assert dict(found) == expected
        assert list(found) == sorted(expected)
        assert len(found) == len(expected)
        assert [found.get(each, "none") for each in range(45)] == [
            expected.get(each, "none") for each in range(45)
        ]
        assert [each in found for each in range(45)] == [each in expected for each in range(45)]


def test_a_row_that_is_not_known_is_no_key() -> None:
    found: PerRow[str] = PerRow()
    found[3] = "a"
    for row in (2, 4):
        for ask in (found.__getitem__, found.__delitem__):
            with pytest.raises(KeyError):
                ask(row)


@given(st.sets(ROWS))
def test_rows_are_found_again(rows: set[int]) -> None:
    found = RowSet(sorted(rows))
    assert [row in found for row in range(45)] == [row in rows for row in range(45)]
