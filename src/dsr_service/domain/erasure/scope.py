"""How much is erased: what was asked for, what the staff limit it to, what is refused on a ground (art. 12(4), 17).

An erasure that leaves a part out in silence is a refusal without reasons; one that goes beyond what was asked for can't
be taken back. So every category of the map that was asked for is either in scope or refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dsr_service.domain.data_map.data_categories import KNOWN_CATEGORIES, covers, is_personal
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.erasure.profile import KEY_CATEGORY
from dsr_service.domain.erasure.retention_rules import Keep
from dsr_service.domain.errors import InvalidInput, Violation
from dsr_service.domain.grounds import GroundDoesNotFit, require_ground
from dsr_service.domain.rights import Right

_NOT_THERE: Final = "The data map has no data of this category."


@dataclass(frozen=True, slots=True)
class CategoryRefusal:
    """Categories that stay until a day, on a ground of art. 17(1) or 17(3), with reasons for the person."""

    categories: tuple[str, ...]
    ground: str
    law: str
    reasons: str
    keep_until: date

    def as_json(self) -> dict[str, Any]:
        return {
            "categories": list(self.categories),
            "ground": self.ground,
            "law": self.law,
            "reasons": self.reasons,
            "keep_until": self.keep_until.isoformat(),
        }


def refusals_of(stored: Sequence[Mapping[str, Any]] | None) -> tuple[CategoryRefusal, ...]:
    """What `as_json` made of them, read back."""
    return tuple(
        CategoryRefusal(
            tuple(entry["categories"]),
            entry["ground"],
            entry["law"],
            entry["reasons"],
            date.fromisoformat(entry["keep_until"]),
        )
        for entry in stored or ()
    )


def keeps_for(refusals: Sequence[CategoryRefusal], data_map: DataMap) -> tuple[Keep, ...]:
    """A refused category is kept as a hold keeps it: wherever the map says that it lies, until its day."""
    return tuple(
        Keep(address, refusal.ground, refusal.law, until=refusal.keep_until, categories=refusal.categories)
        for refusal in refusals
        for address, used in _used(data_map)
        if any(covers(scope, category) for scope in refusal.categories for category in used)
    )


def planned_scope(
    data_map: DataMap,
    asked: Sequence[str],
    given: Sequence[str] | None,
    refusals: Sequence[CategoryRefusal],
    today: date,
) -> tuple[str, ...] | None:
    """The categories to erase, None for everything. Raises InvalidInput, GroundDoesNotFit.

    `asked` is what the person named; words that are no categories are for the staff to read, who then name `given`.
    """
    used = {category for _, categories in _used(data_map) for category in categories}
    _require_there(used, given or (), "/categories")
    for number, refusal in enumerate(refusals):
        _require_there(used, refusal.categories, f"/refused/{number}/categories")
        _require_fitting(refusal, today, f"/refused/{number}")
    understood = all(each in KNOWN_CATEGORIES or _there(used, each) for each in asked)
    if given is None:
        if not understood:
            reason = "The person named what is to be erased in words of their own: name the categories meant."
            raise InvalidInput(violations=[Violation(reason, "/categories")])
        return tuple(asked) or None
    if understood:
        _require_asked(asked, given)
        _require_answered(used, asked, given, refusals)
    return tuple(given)


def _used(data_map: DataMap) -> list[tuple[Any, frozenset[str]]]:
    """Per collection the personal categories of its fields."""
    found = []
    for address, collection in data_map.collections():
        named = {*collection.data_categories}
        named.update(
            category for _, declared in collection.walk_fields() for category in declared.data_categories
        )
        found.append((address, frozenset(filter(is_personal, named))))
    return found


def _there(used: set[str], wanted: str) -> bool:
    return any(covers(wanted, category) for category in used)


def _require_there(used: set[str], wanted: Sequence[str], pointer: str) -> None:
    faults = [
        Violation(_NOT_THERE, f"{pointer}/{number}")
        for number, each in enumerate(wanted)
        if not _there(used, each)
    ]
    if faults:
        raise InvalidInput(violations=faults)


def _require_fitting(refusal: CategoryRefusal, today: date, pointer: str) -> None:
    ground = require_ground(refusal.ground, Right.ERASURE, f"{pointer}/ground")
    if not ground.code.startswith("ERASE_"):
        reason = "This ground refuses a request, not a category of data."
        raise GroundDoesNotFit(violations=[Violation(reason, f"{pointer}/ground")])
    if refusal.keep_until < today:
        raise InvalidInput(violations=[Violation("That day is over.", f"{pointer}/keep_until")])


def _require_asked(asked: Sequence[str], given: Sequence[str]) -> None:
    faults = [
        Violation("The person did not ask for this to be erased.", f"/categories/{number}")
        for number, each in enumerate(given)
        if asked and not any(covers(wish, each) for wish in asked)
    ]
    if faults:
        raise InvalidInput(violations=faults)


def _require_answered(
    used: set[str], asked: Sequence[str], given: Sequence[str], refusals: Sequence[CategoryRefusal]
) -> None:
    answered = [*given, *(category for refusal in refusals for category in refusal.categories)]
    wanted = {each for each in used if not asked or any(covers(wish, each) for wish in asked)}
    left = sorted(
        each
        for each in wanted
        if not covers(KEY_CATEGORY, each) and not any(covers(scope, each) for scope in answered)
    )
    if left:
        reason = (
            f"What was asked for and is left out is refused with a ground and reasons: {', '.join(left)}."
        )
        raise InvalidInput(violations=[Violation(reason, "/refused")])
