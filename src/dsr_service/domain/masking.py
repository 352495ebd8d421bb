"""Masking strategies: what a field's value becomes. Masking is not erasure and is never reported as such."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from dsr_service.domain.data_map import MaskingStrategy


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
