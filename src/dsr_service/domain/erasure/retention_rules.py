"""Which data the law has kept although its subject wants it erased: grounds, laws and end dates (art. 17(3)).

A rule applies only to the extent necessary, so it names the data it covers and ends on a day.
"""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from dsr_service.domain.data_map.data_categories import covers
from dsr_service.domain.data_map.data_map import Collection, CollectionAddress

OBLIGATION: Final = "ERASE_LEGAL_OBLIGATION"
CLAIMS: Final = "ERASE_LEGAL_CLAIMS"
_PARIS: Final = ZoneInfo("Europe/Paris")
_YEAR_2100: Final = 4_102_444_800  # seconds; as milliseconds it is a day of February 1970


class CountedFrom(StrEnum):
    DATE = "date"
    END_OF_FINANCIAL_YEAR = "end_of_financial_year"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long data of a kind is kept, by which ground and law."""

    key: str
    ground: str
    law: str
    years: int = 0
    months: int = 0
    days: int = 0
    counted_from: CountedFrom = CountedFrom.DATE
    ceiling: bool = False  # a longest time, not a duty: no reason to refuse an erasure

    def keep_until(self, started_on: dt.date, year_end: tuple[int, int]) -> dt.date:
        """The first day on which the data may no longer be kept is the day after this one."""
        if self.counted_from is CountedFrom.END_OF_FINANCIAL_YEAR:
            started_on = _year_end(started_on, year_end)
        return _add_months(started_on, 12 * self.years + self.months) + dt.timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule for some rows only: a field equals a value, or is at least a number."""

    field: str
    equals: tuple[Any, ...] = ()
    at_least: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """As the rules file spells it."""
        if self.at_least is not None:
            return {"field": self.field, "at_least": str(self.at_least)}
        return {"field": self.field, "equals": list(self.equals)}

    def holds(self, value: Any) -> bool:
        if self.at_least is not None:
            try:
                return value is not None and Decimal(str(value)) >= self.at_least
            except InvalidOperation:
                return True  # what can't be compared is kept: an erasure can't be undone
        return any(_same(value, wanted) for wanted in self.equals)


def _same(value: Any, wanted: Any) -> bool:
    """120 and 120.00 are one number, and a truth value is stored as a number by some."""
    if str(value) == str(wanted):
        return True
    if value is None or wanted is None or (isinstance(value, str) and isinstance(wanted, str)):
        return False
    try:
        return _number(value) == _number(wanted)
    except InvalidOperation:
        return False


def _number(value: Any) -> Decimal:
    return Decimal(int(value)) if isinstance(value, bool) else Decimal(str(value))


@dataclass(frozen=True, slots=True)
class Keep:
    """One rule, or a hold, applied to one collection."""

    collection: CollectionAddress
    ground: str
    law: str
    rule: RetentionRule | None = None  # None: a hold
    until: dt.date | None = None  # of a hold; None: until it is lifted
    fields: tuple[str, ...] = ()  # only these; () with no categories: all
    categories: tuple[str, ...] = ()
    date_field: str | None = None
    condition: Condition | None = None

    def __hash__(self) -> int:
        return hash((self.collection, self.ground, self.until))  # of a million rows' verdicts: short

    def covers_field(self, path: str, categories: Sequence[str]) -> bool:
        if not self.fields and not self.categories:
            return True
        if any(path == named or path.startswith(f"{named}.") for named in self.fields):
            return True
        return any(covers(scope, category) for scope in self.categories for category in categories)

    def concerns(self, row: Mapping[str, Any]) -> bool:
        """Whether a row is one of those for which the rule is meant."""
        return self.condition is None or self.condition.holds(row.get(self.condition.field))

    def verdict(
        self, row: Mapping[str, Any], today: dt.date, year_end: tuple[int, int], zone: dt.tzinfo
    ) -> "Kept | None":
        """Whether a row is kept today, and until when."""
        if not self.concerns(row):
            return None
        if self.rule is None:
            return None if self.until is not None and self.until < today else Kept(self, self.until)
        started = as_date(row.get(self.date_field), zone) if self.date_field else None
        # without a date the period can't have begun later than today, so this end is the latest possible
        until = self.rule.keep_until(started or today, year_end)
        return Kept(self, until) if until >= today else None

    def needs(self) -> set[str]:
        """The fields that a verdict reads."""
        named = {self.date_field, self.condition.field if self.condition else None}
        return {name for name in named if name}


@dataclass(frozen=True, slots=True)
class Kept:
    keep: Keep
    until: dt.date | None


# The shop's promise ("legal obligations, disputes") by the law of France; the DPO's file changes or adds to it.
DEFAULT_RULES: Final[Mapping[str, RetentionRule]] = {
    rule.key: rule
    for rule in (
        RetentionRule(
            "accounting_documents",
            OBLIGATION,
            "Code de commerce L123-22",
            years=10,
            counted_from=CountedFrom.END_OF_FINANCIAL_YEAR,
        ),
        RetentionRule("tax_documents", OBLIGATION, "Livre des procédures fiscales L102 B", years=6),
        RetentionRule("electronic_contracts", OBLIGATION, "Code de la consommation L213-1", years=10),
        RetentionRule("contract_claims", CLAIMS, "Code civil 2224", years=5),
        RetentionRule("payment_evidence", CLAIMS, "CNIL deliberation 2018-303", months=13),
        RetentionRule("payment_evidence_deferred_debit", CLAIMS, "CNIL deliberation 2018-303", months=15),
        RetentionRule("objection_list", OBLIGATION, "GDPR 21(3)", years=3),
        RetentionRule("prospects", OBLIGATION, "CNIL, prospects: three years", years=3, ceiling=True),
    )
}


@dataclass(frozen=True)
class RetentionRules:
    """Everything that may keep data: rules by key, where a file applies them, and holds."""

    rules: Mapping[str, RetentionRule] = field(default_factory=lambda: dict(DEFAULT_RULES))
    keeps: tuple[Keep, ...] = ()  # by a file: rules applied to collections, and holds
    year_end: tuple[int, int] = (12, 31)
    zone: dt.tzinfo = _PARIS  # in which an instant has its date

    def unknown_keys(self, collection: Collection) -> set[str]:
        """The rules that a collection names and nobody defines."""
        return {key for _, key in _named(collection) if key not in self.rules}

    def keeps_of(self, address: CollectionAddress, collection: Collection) -> tuple[Keep, ...]:
        """What may keep rows of a collection: the map's own rules, the file's, holds. Ceilings keep nothing."""
        named: dict[str, list[str]] = {}
        for path, key in _named(collection):
            if key in self.rules and not self.rules[key].ceiling:
                named.setdefault(key, []).extend([path] if path else [])
        of_map = [
            Keep(
                address,
                self.rules[key].ground,
                self.rules[key].law,
                self.rules[key],
                fields=tuple(paths),
                date_field=collection.rules.retention_from,
            )
            for key, paths in named.items()
        ]
        return (*of_map, *(keep for keep in self.keeps if keep.collection == address))


def _named(collection: Collection) -> list[tuple[str | None, str]]:
    """The collection's rule (no path) and those of single fields."""
    own = collection.rules.retention
    found: list[tuple[str | None, str]] = [(None, own)] if own else []
    for path, declared in collection.walk_fields():
        if declared.rules.retention and declared.rules.retention != own:
            found.append((path, declared.rules.retention))
    return found


def as_date(value: Any, zone: dt.tzinfo) -> dt.date | None:
    """A row's date, however the source spells it; of an instant the zone's date (also of seconds or milliseconds)."""
    if isinstance(value, dt.datetime):
        return value.date() if value.tzinfo is None else _in_zone(value, zone)
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        return _date_of_text(value, zone)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1000 * _YEAR_2100:
        return dt.datetime.fromtimestamp(value if value < _YEAR_2100 else value / 1000, zone).date()
    return None


def _date_of_text(text: str, zone: dt.tzinfo) -> dt.date | None:
    try:
        return as_date(dt.datetime.fromisoformat(text), zone)
    except ValueError:
        pass
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _in_zone(moment: dt.datetime, zone: dt.tzinfo) -> dt.date:
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # the first or the last day that there is
        return moment.date()


def _add_months(start: dt.date, months: int) -> dt.date:
    """The same-numbered day, or the month's last (as a month is counted in law)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    year = min(year, dt.MAXYEAR)
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _year_end(day: dt.date, year_end: tuple[int, int]) -> dt.date:
    month, last = year_end
    for year in (day.year, day.year + 1):
        end = dt.date(year, month, min(last, calendar.monthrange(year, month)[1]))
        if end >= day:
            return end
    raise AssertionError("a financial year ends within twelve months")
