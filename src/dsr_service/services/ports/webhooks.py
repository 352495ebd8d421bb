"""What calls the receivers of webhooks."""

from collections.abc import Mapping
from typing import Protocol

from dsr_service.domain.webhooks import Reply


class WebhookCaller(Protocol):
    def refusal(self, url: str) -> str | None:
        """Why this URL can't be an endpoint, as far as it says so itself; None: it may be tried."""
        ...

    async def call(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One attempt, within a total time and to a checked address; never raises for what a receiver does."""
        ...
