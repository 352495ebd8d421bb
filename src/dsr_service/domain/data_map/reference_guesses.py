"""Which table a column seems to point at by its name, where the database declares no key: a guess for drafts."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from dsr_service.domain.data_map.guesses import words
from dsr_service.domain.data_map.source_schema import ColumnKind, ColumnSchema, SourceSchema, TableSchema

_KEY: Final = re.compile(r"(?:(?P<before>.+)_(?:id|uuid|uid|guid|fk|key|ref)|(?:id|fk)_(?P<after>.+))")
_NUMBERS: Final = frozenset({ColumnKind.INTEGER, ColumnKind.DECIMAL})
_ROLES: Final = {  # who does something is a person: created_by_id
    "created_by", "updated_by", "used_by", "owner", "author", "buyer", "payer", "recipient", "sender", "submitter",
    "reviewer", "subscriber", "member", "guest",
}  # fmt: skip
_EMPTY_WORDS: Final = {"entity", "base", "data", "main", "table", "record"}
_PEOPLE: Final = ("customer", "user", "account", "client", "person", "member")


class ReferenceGuesses:
    """Reads the names of one schema."""

    def __init__(self, schema: SourceSchema) -> None:
        self._tables = {
            name: table
            for name, table in schema.tables.items()
            if len(table.primary_key) == 1 and not table.is_view
        }

    @cached_property
    def _by_noun(self) -> Mapping[str, list[str]]:
        """The tables by each ending of their names: `account_user` is a user, and `oc_customer` a customer."""
        found: dict[str, list[str]] = {}
        for name in self._tables:
            parts = words(name.rpartition(".")[2]).split("_")
            while len(parts) > 1 and parts[-1] in _EMPTY_WORDS:
                parts.pop()
            for start in range(len(parts)):
                found.setdefault(_singular("_".join(parts[start:])), []).append(name)
        return found

    @cached_property
    def _named_keys(self) -> Mapping[str, list[str]]:
        """The tables by their key's own name, where that says more than `id`."""
        found: dict[str, list[str]] = {}
        for name, table in self._tables.items():
            found.setdefault(table.primary_key[0].lower(), []).append(name)
        return found

    @cached_property
    def _common(self) -> frozenset[str]:
        """Names of keys that many tables share, as `entity_id`: they tell nothing."""
        counted = Counter(table.primary_key[0].lower() for table in self._tables.values())
        return frozenset(key for key, count in counted.items() if count > 1)

    def guess(self, table: TableSchema, column: ColumnSchema) -> tuple[str, str] | None:
        """Table and column, or None where the name tells nothing or several things."""
        if column.name in table.primary_key and len(table.primary_key) == 1:
            return None
        named = self._named_keys.get(column.name.lower(), [])
        found = (
            named[0]
            if len(named) == 1 and column.name.lower() not in self._common
            else self._by_stem(table, column)
        )
        if found is None:
            return None
        key = self._tables[found].primary_key[0]
        other = self._tables[found].column(key)
        return (found, key) if other and _comparable(column, other) else None

    def _by_stem(self, table: TableSchema, column: ColumnSchema) -> str | None:
        match = _KEY.fullmatch(words(column.name))
        if match is None:
            return None
        stem = match["before"] or match["after"]
        if stem == "parent":
            return self._itself(table)
        if stem in _ROLES:
            return next((one for noun in _PEOPLE if (one := self._only(noun, table, column))), None)
        parts = stem.split("_")
        nouns = [
            "_".join(parts[start:]) for start in range(len(parts))
        ]  # default_shipping_address, ..., address
        if match["after"]:  # id_address_invoice, then id_address
            nouns = ["_".join(parts[:end]) for end in range(len(parts), 0, -1)] + nouns
        found = (self._only(_singular(noun), table, column) for noun in nouns)
        return next((each for each in found if each), None)

    def _itself(self, table: TableSchema) -> str | None:
        return next((name for name, each in self._tables.items() if each is table), None)

    def _only(self, noun: str, table: TableSchema, column: ColumnSchema) -> str | None:
        """The one table that the noun names; of several the shortest, if only one is, or the one of the same app.

        A table that has the very column points there itself: `wishlist_product` with an `id_product` is no product.
        """
        candidates = [name for name in self._by_noun.get(noun, []) if not self._points_too(name, column)]
        if len(candidates) > 1:
            head = words(table.name).partition("_")[0]
            near = [name for name in candidates if words(name).partition("_")[0] == head]
            candidates = near if len(near) == 1 else candidates
        shortest = min((len(words(name).split("_")) for name in candidates), default=0)
        best = [name for name in candidates if len(words(name).split("_")) == shortest]
        return best[0] if len(best) == 1 else None

    def _points_too(self, name: str, column: ColumnSchema) -> bool:
        table = self._tables[name]
        return column.name not in table.primary_key and table.column(column.name) is not None


def _singular(noun: str) -> str:
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith(("sses", "xes", "ches", "shes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _comparable(one: ColumnSchema, other: ColumnSchema) -> bool:
    return one.kind is other.kind or {one.kind, other.kind} <= _NUMBERS
