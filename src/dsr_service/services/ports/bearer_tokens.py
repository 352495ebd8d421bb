"""What the API asks of whoever knows the identity provider: whom a bearer token is about."""

from datetime import datetime
from typing import Protocol

from dsr_service.domain.actors import Actor
from dsr_service.domain.errors import DsrError, Kind


class IdentityProviderUnavailable(DsrError):
    """Its keys can't be had and the kept ones are too old: nobody is let in on a guess, nobody told a wrong reason."""

    code = "identity_provider_unavailable"
    kind = Kind.UNAVAILABLE
    title = "The identity provider can't be reached; try again."


class BearerTokens(Protocol):
    async def actor_of(self, token: str, now: datetime) -> Actor | None:
        """Whom it is about, None when it is not to be believed.

        Raises IdentityProviderUnavailable, and Forbidden for somebody without a role here.
        """
