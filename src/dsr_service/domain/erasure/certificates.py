"""The certificate of an erasure: what went, what was masked, what is kept and why, and that it was read again."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

NOTE: Final = (
    "Masked data are not erased data: the rows stay because the law or other rows need them, and the masked fields "
    "tell nothing of the person any more. Kept data are erased after the day that is named."
)


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: keys sorted, no blanks, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def totals(items: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Rows per action."""
    found = dict.fromkeys(("delete", "mask", "keep", "unlink"), 0)
    seen: set[tuple[Any, ...]] = set()
    for item in items:
        # several strategies on the same rows are several items
        key = (item["dataset"], item["collection"], item["action"], item["rows"])
        if item["action"] == "mask" and key in seen:
            continue
        seen.add(key)
        found[item["action"]] += item["rows"]
    return found
