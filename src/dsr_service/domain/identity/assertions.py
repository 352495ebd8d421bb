"""A storefront's signed assertion that a person is signed in: which claims it must make, and what they bind."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.identifiers import SubjectIdentifier

LONGEST_LIFE: Final = timedelta(minutes=10)
LEEWAY: Final = timedelta(seconds=30)  # between the storefront's clock and ours
MAX_LENGTH: Final = 4096
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_JTI: Final = re.compile(r"[\x21-\x7e]{8,200}")


class Algorithm(StrEnum):
    """What an assertion may be signed with: one algorithm per key (RFC 8725, 3.1)."""

    ES256 = "ES256"
    ES384 = "ES384"
    RS256 = "RS256"
    PS256 = "PS256"
    HS256 = "HS256"


class AssertionRefused(DsrError):
    """`reason` is a stable word for the audit log."""

    code = "assertion_refused"
    kind = Kind.INVALID
    title = "The assertion does not prove who signed in."

    def __init__(self, reason: str, detail: str | None = None) -> None:
        super().__init__(detail)
        self.reason = reason


class AssertionUsed(DsrError):
    code = "assertion_used"
    kind = Kind.CONFLICT
    title = "This assertion was used before; each proves once."


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a storefront said of a session, after every check that needs no database."""

    jti: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Expected:
    """What an assertion must fit."""

    issuer: str
    audience: str
    body_sha256: str
    request_id: str | None  # None at submission: the request has no id yet
    identifiers: Sequence[SubjectIdentifier]
    now: datetime


def checked(claims: Mapping[str, Any], expected: Expected) -> Assertion:
    """The assertion if its claims hold. Raises AssertionRefused."""
    if claims.get("iss") != expected.issuer:
        raise AssertionRefused("issuer", "`iss` is not the issuer that this key was registered for.")
    # Not "one of several": an assertion made for somebody else too could be passed on by them.
    if claims.get("aud") not in (expected.audience, [expected.audience]):
        raise AssertionRefused("audience", "`aud` is not this service, or not this service alone.")
    expires_at = _check_life(claims, expected.now)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not _JTI.fullmatch(jti):
        raise AssertionRefused("jti", "`jti` must be 8 to 200 visible ASCII characters.")
    digest = claims.get("body_sha256")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest) or digest != expected.body_sha256:
        raise AssertionRefused("body", "`body_sha256` is not the digest of the body that was submitted.")
    if claims.get("request_id") != expected.request_id:
        raise AssertionRefused("request", "`request_id` is not this request.")
    _check_person(claims, expected.identifiers)
    return Assertion(jti, expires_at)


def _check_life(claims: Mapping[str, Any], now: datetime) -> datetime:
    issued, expires = _instant(claims, "iat"), _instant(claims, "exp")
    if issued > now + LEEWAY or ("nbf" in claims and _instant(claims, "nbf") > now + LEEWAY):
        raise AssertionRefused("not_yet", "The assertion is from the future.")
    if expires <= now - LEEWAY:
        raise AssertionRefused("expired", "The assertion has expired.")
    if expires - issued > LONGEST_LIFE:
        raise AssertionRefused("life", "An assertion lives ten minutes at most.")
    return expires


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1 << 35:
        raise AssertionRefused(name, f"`{name}` must be a number of seconds since 1970.")
    return datetime.fromtimestamp(value, UTC)


def _check_person(claims: Mapping[str, Any], identifiers: Sequence[SubjectIdentifier]) -> None:
    """Every identifier of the request must be the signed-in person's: one alone would open another's data."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise AssertionRefused("subject", "`sub` must name the signed-in person.")
    stated = claims.get("identifiers", [])
    if not isinstance(stated, list) or not all(
        isinstance(item, dict) and isinstance(item.get("type"), str) and isinstance(item.get("value"), str)
        for item in stated
    ):
        raise AssertionRefused("subject", "`identifiers` must be a list of type and value.")
    own = {(i["type"], SubjectIdentifier(i["type"], i["value"]).normalised()) for i in stated}
    named = False
    for identifier in identifiers:
        is_subject = SubjectIdentifier(identifier.type, subject).normalised() == identifier.normalised()
        named = named or is_subject
        if not is_subject and (identifier.type, identifier.normalised()) not in own:
            raise AssertionRefused(
                "subject", "The request names an identifier that the assertion does not vouch for."
            )
    if not named and not any(value == subject for _, value in own):
        raise AssertionRefused("subject", "`sub` is nobody that the request is about.")
