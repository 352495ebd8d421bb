"""Masking strategies: what a field's value becomes. Masking is not erasure and is never reported as such."""

import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from dsr_service.domain.data_map.data_map import MaskingStrategy
from dsr_service.domain.data_map.source_schema import ColumnKind, ColumnSchema, TableSchema
from dsr_service.domain.masking.values import TOKEN, Make, constants, letters, typed, unique_values


class Strategy(StrEnum):
    NULL = "null_rewrite"
    CONSTANT = "string_rewrite"
    RANDOM = "random_string_rewrite"
    KEYED_HASH = "hmac"


# fideslang leaves strategies open; these are the names that maps use. A plain hash of an e-mail address is
# guessed in seconds, so every hash is a keyed one here, and nothing that could be decrypted is written.
_NAMES: Final[Mapping[str, Strategy]] = {
    "null_rewrite": Strategy.NULL,
    "null": Strategy.NULL,
    "string_rewrite": Strategy.CONSTANT,
    "constant": Strategy.CONSTANT,
    "random_string_rewrite": Strategy.RANDOM,
    "random": Strategy.RANDOM,
    "hash": Strategy.KEYED_HASH,
    "hmac": Strategy.KEYED_HASH,
    "aes_encrypt": Strategy.KEYED_HASH,
}


@dataclass(frozen=True, slots=True)
class Mask:
    """What a column is set to: one value for all rows, or one made for each from the old value."""

    column: str
    strategy: Strategy
    value: Any = None
    make: Make | None = None

    @property
    def per_row(self) -> bool:
        return self.make is not None

    def sample(self) -> Any:
        return self.value if self.make is None else self.make("sample", bytes(range(16)))


def strategy_of(masking: MaskingStrategy) -> Strategy | None:
    return _NAMES.get(masking.strategy)


def strategy_fault(masking: MaskingStrategy) -> str | None:
    """Why an override can't be carried out, or None."""
    strategy = strategy_of(masking)
    if strategy is None:
        return f"'{masking.strategy}' is no masking strategy known here: {', '.join(_NAMES)}."
    if strategy is Strategy.CONSTANT and "rewrite_value" not in masking.configuration:
        return "string_rewrite needs 'configuration: {rewrite_value: ...}'."
    length = masking.configuration.get("length")
    if length is not None and (isinstance(length, bool) or not isinstance(length, int) or length < 1):
        return "'configuration: {length: ...}' must be a whole number of 1 or more."
    return None


def choices(
    column: ColumnSchema, table: TableSchema, masking: MaskingStrategy | None, hash_key: bytes
) -> list[Mask]:
    """Masks for a column, the wanted first, then NULL, then values that its type and name of constraints allow.

    The caller takes the first that the source's CHECKs let pass.
    """
    unique = table.is_unique(column.name)
    found: list[Mask] = []
    strategy = strategy_of(masking) if masking else None
    if masking and strategy and strategy is not Strategy.NULL:
        found += _wanted(column, strategy, masking.configuration, hash_key, unique=unique)
    if column.nullable and table.takes_nulls(column.name):
        found.append(Mask(column.name, Strategy.NULL))
    checks = [check.expression for check in table.checks if names(check.expression, column.name)]
    if unique:
        found += [Mask(column.name, Strategy.RANDOM, make=make) for make in unique_values(column, checks)]
    else:
        found += [Mask(column.name, Strategy.CONSTANT, value) for value in constants(column, checks)]
    return found


def names(expression: str, column: str) -> bool:
    """Whether an SQL expression speaks of a column."""
    return bool(re.search(rf"(?<!\w){re.escape(column)}(?!\w)", expression, re.IGNORECASE))


def _wanted(
    column: ColumnSchema, strategy: Strategy, settings: Mapping[str, Any], hash_key: bytes, *, unique: bool
) -> Iterator[Mask]:
    if column.kind is not ColumnKind.STRING:
        value = typed(column.kind, settings.get("rewrite_value"))
        if strategy is Strategy.CONSTANT and not unique and value is not None:
            yield Mask(column.name, strategy, value)
        return
    suffix = str((settings.get("format_preservation") or {}).get("suffix", ""))
    most = column.length or 1_000_000
    size = max(1, min(int(settings.get("length", TOKEN)), most - len(suffix)))
    ending = suffix if len(suffix) < most else ""
    match strategy:
        case Strategy.CONSTANT if not unique:
            yield Mask(column.name, strategy, (str(settings.get("rewrite_value", "")) + suffix)[:most])
        case Strategy.RANDOM:
            yield Mask(column.name, strategy, make=letters(size, ending=ending))
        case Strategy.KEYED_HASH:
            yield Mask(column.name, strategy, make=_hashed(hash_key, size, ending))


def _hashed(key: bytes, size: int, ending: str) -> Make:
    def make(old: Any, _: bytes) -> Any:
        if old is None:
            return None  # there was nothing to hide
        return hmac.new(key, str(old).encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:size] + ending

    return make
