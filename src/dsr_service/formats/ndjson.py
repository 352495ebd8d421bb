"""Lines of one JSON object each, gathered into batches: the form in which rows travel to the formats."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson

from dsr_service.formats.json_values import JsonNumber

BATCH: Final = 256 * 1024


def batches(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines in batches of about 256 KiB, without blank lines and without a line break at the end."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= BATCH:
            if batch := _joined(held):
                yield batch
            held, size = [], 0
    if batch := _joined(held):
        yield batch


def line_count(batch: bytes) -> int:
    return batch.count(b"\n") + 1


def objects(batch: bytes) -> list[dict[str, Any]]:
    """The rows of a batch, parsed at once, digit for digit: what orjson would round is read the slow way."""
    joined = b"[" + batch.replace(b"\n", b",") + b"]"
    try:
        rows: list[dict[str, Any]] = orjson.loads(joined)
        if orjson.dumps(rows) == joined:
            return rows
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        pass  # a number beyond a double, a lone surrogate
    return [json.loads(line, parse_float=JsonNumber, parse_int=_integer) for line in batch.split(b"\n")]


def _integer(text: str) -> Any:
    return int(text) if len(text) <= 15 else JsonNumber(text)


def _joined(held: list[bytes]) -> bytes:
    joined = b"\n".join([chunk.strip(b"\n") for chunk in held]).strip(b"\n")
    while b"\n\n" in joined:
        joined = joined.replace(b"\n\n", b"\n")
    return joined
