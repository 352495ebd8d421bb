"""Recipients of personal data: named one by one with their country, as art. 15(1)(c) and C-154/21 ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from dsr_service.domain.errors import InvalidInput, Violation
from dsr_service.domain.localized_text import LocalizedText

# The 27 Member States with Iceland, Liechtenstein and Norway: no transfer of chapter V happens inside.
EEA: Final = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"}
    | {"IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"}
)


class RecipientRole(StrEnum):
    PROCESSOR = "processor"  # art. 28
    CONTROLLER = "controller"
    JOINT_CONTROLLER = "joint_controller"  # art. 26
    PUBLIC_AUTHORITY = "public_authority"
    PUBLIC = "public"  # published: anybody may read it
    AUTHORISED_BY_SUBJECT = "authorised_by_subject"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives the data. `safeguard` says what protects a transfer out of the EEA (art. 15(2), 46)."""

    key: str
    name: str
    country: str | None  # ISO 3166-1 alpha-2
    role: RecipientRole | None = None
    purpose: LocalizedText | None = None
    data_categories: tuple[str, ...] = ()
    safeguard: LocalizedText | None = None
    contact: str | None = None  # where rectification and erasure are notified (art. 19)
    website: str | None = None
    transfer_url: str | None = None  # where it takes portable data (art. 20(2))
    notice_url: str | None = None  # where it takes signed notices of art. 19
    dataset: str | None = None  # of the data map, where the recipient is one of its processors

    @property
    def outside_eea(self) -> bool:
        return self.country is not None and self.country.upper() not in EEA

    @classmethod
    def of(cls, key: str, entry: Mapping[str, Any]) -> "Recipient":
        """Read a register entry. Raises InvalidInput with a pointer to each fault."""
        faults = _faults(entry)
        if faults:
            raise InvalidInput("The recipient is not valid.", violations=faults)
        role = entry.get("role")
        return cls(
            key=key,
            name=entry["name"].strip(),
            country=(entry.get("country") or "").upper() or None,
            role=RecipientRole(role) if role else None,
            purpose=LocalizedText.of(entry.get("purpose")),
            data_categories=tuple(entry.get("data_categories") or ()),
            safeguard=LocalizedText.of(entry.get("safeguard")),
            contact=entry.get("contact"),
            website=entry.get("website"),
            transfer_url=entry.get("transfer_url"),
            notice_url=entry.get("notice_url"),
            dataset=entry.get("dataset"),
        )

    def entry(self) -> dict[str, Any]:
        """The register entry; `of` reads it back."""
        return {
            "name": self.name,
            "role": self.role.value if self.role else None,
            "country": self.country,
            "purpose": self.purpose.entry() if self.purpose else None,
            "data_categories": list(self.data_categories),
            "safeguard": self.safeguard.entry() if self.safeguard else None,
            "contact": self.contact,
            "website": self.website,
            "transfer_url": self.transfer_url,
            "notice_url": self.notice_url,
            "dataset": self.dataset,
        }


def _faults(entry: Mapping[str, Any]) -> list[Violation]:
    faults = []
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        faults.append(Violation("A recipient needs a name (art. 15(1)(c), C-154/21).", "/name"))
    country = entry.get("country")
    if country is not None and not (isinstance(country, str) and len(country) == 2 and country.isalpha()):
        faults.append(Violation("Must be an ISO 3166-1 alpha-2 country.", "/country"))
    role = entry.get("role")
    if role is not None and role not in set(RecipientRole):
        faults.append(Violation("Is no role of a recipient.", "/role"))
    for name in ("transfer_url", "notice_url"):
        url = entry.get(name)
        if url is not None and not (isinstance(url, str) and _is_address(url)):
            faults.append(Violation("Must be an https address without user, query or fragment.", f"/{name}"))
    if not isinstance(entry.get("dataset"), str | None):
        faults.append(Violation("Must be the key of a dataset of the data map.", "/dataset"))
    return faults


def _is_address(url: str) -> bool:
    """Plain http is refused where it is called, outside of networks that the operator lists."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= 2000
    whole = parts.scheme in {"https", "http"} and bool(parts.hostname) and port != 0
    return plain and whole and not (parts.username or parts.password or parts.query or parts.fragment)
