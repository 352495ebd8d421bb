"""Processing activities (art. 30): why data is held, on which basis, for how long, shared with whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dsr_service.domain.errors import InvalidInput, Violation
from dsr_service.domain.localized_text import LocalizedText


class LegalBasis(StrEnum):
    """Art. 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


@dataclass(frozen=True, slots=True)
class AutomatedDecision:
    """What art. 15(1)(h) asks of a decision of art. 22: its logic, and what it means for the person."""

    logic: LocalizedText
    consequences: LocalizedText


@dataclass(frozen=True, slots=True)
class ProcessingActivity:
    """One purpose. `automated_decisions` is empty where there are none and None where nobody has said so."""

    key: str
    name: LocalizedText
    purpose: LocalizedText | None
    legal_basis: LegalBasis | None
    retention: LocalizedText | None
    data_categories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()  # keys of recipients
    legitimate_interest: LocalizedText | None = None  # art. 13(1)(d)
    source: LocalizedText | None = None  # art. 15(1)(g), where it is not the person
    automated_decisions: tuple[AutomatedDecision, ...] | None = None

    @classmethod
    def of(cls, key: str, entry: Mapping[str, Any]) -> "ProcessingActivity":
        """Read a register entry. Raises InvalidInput with a pointer to each fault."""
        name = LocalizedText.of(entry.get("name"))
        basis = entry.get("legal_basis")
        faults = []
        if name is None:
            faults.append(Violation("A processing activity needs a name.", "/name"))
        if basis is not None and basis not in set(LegalBasis):
            faults.append(Violation("Is no legal basis of art. 6(1).", "/legal_basis"))
        decisions = _decisions(entry.get("automated_decisions"), faults)
        if faults or name is None:
            raise InvalidInput("The processing activity is not valid.", violations=faults)
        return cls(
            key=key,
            name=name,
            purpose=LocalizedText.of(entry.get("purpose")),
            legal_basis=LegalBasis(basis) if basis else None,
            retention=LocalizedText.of(entry.get("retention")),
            data_categories=tuple(entry.get("data_categories") or ()),
            recipients=tuple(entry.get("recipients") or ()),
            legitimate_interest=LocalizedText.of(entry.get("legitimate_interest")),
            source=LocalizedText.of(entry.get("source")),
            automated_decisions=decisions,
        )

    def entry(self) -> dict[str, Any]:
        """The register entry; `of` reads it back."""
        decisions = self.automated_decisions
        return {
            "name": self.name.entry(),
            "purpose": self.purpose.entry() if self.purpose else None,
            "legal_basis": self.legal_basis.value if self.legal_basis else None,
            "retention": self.retention.entry() if self.retention else None,
            "data_categories": list(self.data_categories),
            "recipients": list(self.recipients),
            "legitimate_interest": self.legitimate_interest.entry() if self.legitimate_interest else None,
            "source": self.source.entry() if self.source else None,
            "automated_decisions": None
            if decisions is None
            else [{"logic": d.logic.entry(), "consequences": d.consequences.entry()} for d in decisions],
        }


def _decisions(value: Any, faults: list[Violation]) -> tuple[AutomatedDecision, ...] | None:
    if value is None:
        return None
    decisions = []
    for position, item in enumerate(value):
        logic, consequences = LocalizedText.of(item.get("logic")), LocalizedText.of(item.get("consequences"))
        if logic is None or consequences is None:
            faults.append(
                Violation(
                    "An automated decision needs its logic and its consequences (art. 15(1)(h)).",
                    f"/automated_decisions/{position}",
                )
            )
            continue
        decisions.append(AutomatedDecision(logic, consequences))
    return tuple(decisions)
