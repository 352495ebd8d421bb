"""How much each client was served lately: the memory behind equal shares."""

import time


class Shares:
    """Counts that fade by half every few seconds; a worker's own, so that sharing costs no write."""

    def __init__(self, half_life: float = 3.0) -> None:
        self._half_life = half_life
        self._served: dict[str, float] = {}
        self._at = time.monotonic()

    def record(self, client: str) -> None:
        self._served[client] = self._served.get(client, 0.0) + 1.0

    def now(self) -> dict[str, float]:
        """The counts as they have faded by now."""
        at = time.monotonic()
        fade = 0.5 ** ((at - self._at) / self._half_life)
        self._at = at
        self._served = {c: n * fade for c, n in self._served.items() if n * fade > 0.01}
        return self._served
