"""For which rows a rule is meant: a value is the same however a database writes it."""

from decimal import Decimal

import pytest

from dsr_service.domain.erasure.retention_rules import Condition


@pytest.mark.parametrize(
    ("stored", "wanted", "same"),
    [
        (Decimal("120.00"), 120, True),
        (120, Decimal("120.0"), True),
        ("120", 120, True),
        (1, True, True),  # as MySQL and SQLite store it
        (True, True, True),
        (0, True, False),
        (False, 0, True),
        ("A-1001", "A-1001", True),
        ("007", "7", False),  # two texts
        (None, 0, False),
        (0, None, False),
        (None, None, True),
        ("paid", 1, False),
    ],
)
def test_equal(stored, wanted, same):
    assert Condition("x", (wanted,)).holds(stored) is same
