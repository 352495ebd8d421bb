"""Lines of one JSON object each, gathered into batches: the form in which rows travel to the formats."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson

BATCH: Final = 256 * 1024
_BREAKS: Final = re.compile(rb"\n{2,}")


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
    """The rows of a batch, parsed at once: an encoder never leaves a bare line break inside a line."""
    rows: list[dict[str, Any]] = orjson.loads(b"[" + batch.replace(b"\n", b",") + b"]")
    return rows


def _joined(held: list[bytes]) -> bytes:
    joined = b"\n".join(held)
    if b"\n\n" in joined:
        joined = _BREAKS.sub(b"\n", joined)
    return joined.strip(b"\n")
