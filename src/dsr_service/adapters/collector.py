"""The garbage collector of a server: what was loaded at the start is looked through once, not again and again."""

import gc
from typing import Final

_THRESHOLDS: Final = (20_000, 20, 20)  # a page of requests makes thousands of objects that go by themselves


def spare() -> None:
    """To be called when all is loaded, by a process that serves from then on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
