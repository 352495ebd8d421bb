"""Access links and the short sessions that they open; one-time codes that nobody may guess."""

import hashlib
import secrets
from typing import Final

from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.identity.identity_policy import CODE_ALPHABET, CODE_LENGTH

SESSION_PREFIX: Final = "dsrs_"  # tells a session from an API key, so that each is looked up in its own table
LINK_PREFIX: Final = "dsrl_"


class LinkRefused(DsrError):
    """One answer for what never was, what is used up and what has expired: a guesser learns nothing."""

    code = "link_refused"
    kind = Kind.GONE
    title = "This link was used, has expired, or never was; ask for a new one."


class CodeRefused(DsrError):
    code = "code_refused"
    kind = Kind.CONFLICT
    title = "This code does not prove anything: it is wrong, used, expired or locked."


class TooManyCodes(DsrError):
    code = "too_many_codes"
    kind = Kind.TOO_MANY
    title = "No further code or link can be sent for this request today."


def new_token(prefix: str) -> str:
    """256 random bits."""
    return prefix + secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """What is stored of a token: 256 random bits need neither salt nor a slow hash."""
    return hashlib.sha256(token.encode()).digest()


def new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def spelt(code: str) -> str:
    """As it is written in a letter: in two groups."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"
