"""The rules file of an erasure plan (JSON or YAML): retention rules, where they apply, and legal holds."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final

from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
from dsr_service.domain.data_map.findings import Finding
from dsr_service.domain.erasure.retention_rules import (
    DEFAULT_RULES,
    Condition,
    CountedFrom,
    Keep,
    RetentionRule,
    RetentionRules,
)
from dsr_service.domain.errors import DsrError, Kind, Violation
from dsr_service.formats.shapes import Count, Flag, Literal, Many, Path, Reading, Record, Text
from dsr_service.formats.yaml_tree import YamlFault, read_tree

# Art. 17(3); "prevent fraud" and "enforce terms" are none of these without a written balancing.
GROUNDS: Final = (
    "ERASE_LEGAL_OBLIGATION",
    "ERASE_LEGAL_CLAIMS",
    "ERASE_EXPRESSION",
    "ERASE_ARCHIVE_RESEARCH",
    "ERASE_PUBLIC_TASK",
    "ERASE_PUBLIC_HEALTH",
    "ERASE_NO_GROUND",
)
_DATE: Final = Text(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", what="a date (YYYY-MM-DD)")
_CONDITION: Final = Record(
    "condition",
    {"field": Text(), "equals": Many(Literal(), single=True), "at_least": Literal()},
    ("field",),
)
_WHERE: Final = {
    "collection": Text(r"[^.\s]+(\.[^.\s]+)+", what="of the form dataset.collection"),
    "fields": Many(Text()),
    "categories": Many(Text()),
    "where": _CONDITION,
}
FILE: Final = Record(
    "rules file",
    {
        "financial_year_end": Text(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", what="a day (MM-DD)"),
        "rules": Many(
            Record(
                "rule",
                {
                    "key": Text(),
                    "ground": Text(choices=GROUNDS),
                    "law": Text(),
                    "years": Count(),
                    "months": Count(),
                    "days": Count(),
                    "counted_from": Text(choices=tuple(CountedFrom)),
                    "ceiling": Flag(),
                },
                ("key", "ground", "law"),
            )
        ),
        "keep": Many(Record("keep", {"rule": Text(), "from": Text(), **_WHERE}, ("rule", "collection"))),
        "holds": Many(
            Record(
                "hold",
                {"ground": Text(choices=GROUNDS), "law": Text(), "until": _DATE, **_WHERE},
                ("collection", "ground", "law"),
            )
        ),
    },
)


class RetentionRulesInvalid(DsrError):
    code: ClassVar[str] = "retention_rules_invalid"
    kind: ClassVar[Kind] = Kind.INVALID
    title: ClassVar[str] = "The rules file can't be read."

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(findings)
        placed = [f"line {f.line}, column {f.column}: {f.message}" for f in findings]
        super().__init__(
            f"{self.title} {'; '.join(placed[:5])}", violations=[Violation(p, "") for p in placed]
        )


def json_schema() -> Mapping[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Retention rules and legal holds of an erasure plan",
        **FILE.definition(),
    }


def read_rules(content: bytes, data_map: DataMap) -> RetentionRules:
    """The rules in a file, on top of the default ones. Raises RetentionRulesInvalid with all faults."""
    reading = Reading()
    try:
        tree, duplicates = read_tree(content)
    except YamlFault as fault:
        reading.fault(fault.code, fault.message, fault.mark)
        raise RetentionRulesInvalid(reading.findings) from None
    for duplicate in duplicates:
        reading.fault(duplicate.code, duplicate.message, duplicate.mark)
    values = FILE.read(tree, (), reading)
    if values is None or reading.findings:
        raise RetentionRulesInvalid(reading.findings)
    rules = _Rules(values, data_map, reading).rules()
    if reading.findings:
        raise RetentionRulesInvalid(reading.findings)
    return rules


class _Rules:
    def __init__(self, values: dict[str, Any], data_map: DataMap, reading: Reading) -> None:
        self._values = values
        self._known = {str(address): (address, collection) for address, collection in data_map.collections()}
        self._reading = reading

    def rules(self) -> RetentionRules:
        values = self._values
        rules = {**DEFAULT_RULES, **{rule["key"]: self._rule(rule) for rule in values.get("rules", ())}}
        keeps = [self._keep(keep, ("keep", i), rules) for i, keep in enumerate(values.get("keep", ()))]
        holds = [self._hold(hold, ("holds", i)) for i, hold in enumerate(values.get("holds", ()))]
        month, day = values.get("financial_year_end", "12-31").split("-")
        found = tuple(keep for keep in (*keeps, *holds) if keep is not None)
        return RetentionRules(rules, found, (int(month), int(day)))

    def _rule(self, values: dict[str, Any]) -> RetentionRule:
        counted = CountedFrom(values.get("counted_from", CountedFrom.DATE))
        return RetentionRule(**{**values, "counted_from": counted})

    def _keep(self, values: dict[str, Any], path: Path, rules: Mapping[str, RetentionRule]) -> Keep | None:
        rule = rules.get(values["rule"])
        if rule is None:
            self._fault("unknown_rule", "There is no rule of this key.", (*path, "rule"))
            return None
        address = self._address(values, path, values.get("from"))
        if address is None or rule.ceiling:
            return None
        return Keep(
            address, rule.ground, rule.law, rule, date_field=values.get("from"), **self._where(values, path)
        )

    def _hold(self, values: dict[str, Any], path: Path) -> Keep | None:
        address = self._address(values, path)
        until = None
        if "until" in values:
            try:
                until = dt.date.fromisoformat(values["until"])
            except ValueError:
                self._fault("wrong_value", "This is no day of the calendar.", (*path, "until"))
        if address is None:
            return None
        return Keep(address, values["ground"], values["law"], until=until, **self._where(values, path))

    def _address(self, values: dict[str, Any], path: Path, *fields: str | None) -> CollectionAddress | None:
        if values["collection"] not in self._known:
            self._fault("unknown_collection", "The map has no such collection.", (*path, "collection"))
            return None
        address, collection = self._known[values["collection"]]
        paths = {name for name, _ in collection.walk_fields()}
        named = [
            *((name, ("from",)) for name in fields),
            *((name, ("fields", place)) for place, name in enumerate(values.get("fields", ()))),
            (values.get("where", {}).get("field"), ("where", "field")),
        ]
        for name, at in named:
            if name is not None and name not in paths:
                self._fault("unknown_field", f"'{name}' is no field of '{address}'.", (*path, *at))
        return address

    def _where(self, values: dict[str, Any], path: Path) -> dict[str, Any]:
        where = values.get("where")
        condition = None
        if where:
            if where.keys() == {"field"}:  # as a condition that no row meets it would keep nothing
                message = "A condition needs 'equals' or 'at_least'."
                self._fault("missing_key", message, (*path, "where"))
            at_least = where.get("at_least")
            if at_least is not None and not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(at_least)):
                self._fault("wrong_value", "'at_least' must be a number.", (*path, "where", "at_least"))
                at_least = None
            least = None if at_least is None else Decimal(str(at_least))
            condition = Condition(where["field"], tuple(where.get("equals", ())), least)
        return {
            "fields": tuple(values.get("fields", ())),
            "categories": tuple(values.get("categories", ())),
            "condition": condition,
        }

    def _fault(self, code: str, message: str, path: Path) -> None:
        self._reading.fault(code, message, self._reading.mark_of(path))
