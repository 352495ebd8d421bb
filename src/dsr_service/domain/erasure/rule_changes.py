"""What other retention rules would change: rules, where they keep data, holds of the file, the financial year's end."""

from collections.abc import Iterator
from dataclasses import dataclass

from dsr_service.domain.erasure.retention_rules import Keep, RetentionRule, RetentionRules


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """One rule as it stands and as it would; None where there is none."""

    key: str
    before: RetentionRule | None
    after: RetentionRule | None

    @property
    def known(self) -> RetentionRule:
        known = self.before or self.after
        assert known is not None
        return known


@dataclass(frozen=True, slots=True)
class KeepDifference:
    """A collection to which a rule or a hold would apply, or would no longer."""

    keep: Keep
    added: bool


def rule_differences(before: RetentionRules, after: RetentionRules) -> Iterator[RuleDifference]:
    for key in sorted(before.rules.keys() | after.rules.keys()):
        old, new = before.rules.get(key), after.rules.get(key)
        if old != new:
            yield RuleDifference(key, old, new)


def keep_differences(before: RetentionRules, after: RetentionRules) -> Iterator[KeepDifference]:
    """A rule that changes where it applies already is told as a rule, not here."""
    old = {_applied(keep): keep for keep in before.keeps}
    new = {_applied(keep): keep for keep in after.keeps}
    yield from (KeepDifference(old[each], added=False) for each in old if each not in new)
    yield from (KeepDifference(new[each], added=True) for each in new if each not in old)


def _applied(keep: Keep) -> tuple[object, ...]:
    named = keep.rule.key if keep.rule else (keep.ground, keep.law, keep.until)
    return (keep.collection, named, keep.fields, keep.categories, keep.date_field, keep.condition)
