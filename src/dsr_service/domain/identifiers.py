"""Identifiers: what the service calls its things, and by what a subject is found."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

SubjectRequestId = NewType("SubjectRequestId", UUID)
IdentityDocumentId = NewType("IdentityDocumentId", UUID)
ExportPackageId = NewType("ExportPackageId", UUID)

# Without I, L, O, U: a reference is read out over the telephone.
_REFERENCE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(now: datetime) -> UUID:
    """A UUIDv7 (RFC 9562): sorts by time, 74 random bits."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return UUID(int=value | 0b10 << 62 | secrets.randbits(62))


def new_reference(year: int) -> str:
    """The receipt number that a person quotes, `DSR-2026-7K3F9QX2`: unguessable enough, but no credential."""
    return f"DSR-{year}-" + "".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(8))


@dataclass(frozen=True, slots=True)
class SubjectIdentifier:
    """An e-mail address, a customer number...: `type` is one of the data map's identity keys."""

    type: str
    value: str

    def normalised(self) -> str:
        """The form by which two spellings of one identifier are equal, for search and suppression.

        The data sources are asked for the value as given: their own rules of equality hold there.
        """
        value = unicodedata.normalize("NFKC", self.value).strip()
        if self.type == "email":
            return value.casefold()
        if self.type == "phone_number":
            return re.sub(r"[^0-9+]", "", value)
        return value

    def lookup(self, key: bytes) -> bytes:
        """A keyed hash of the normalised identifier: finds a person without an index of persons in plain."""
        return hmac.digest(key, f"{self.type}\0{self.normalised()}".encode(), hashlib.sha256)
