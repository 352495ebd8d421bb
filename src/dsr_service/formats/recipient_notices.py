"""What a recipient is told (art. 19): as JSON for a machine, as a plain mail for a person."""

# ruff: noqa: E501 - a sentence is read more easily in one line

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dsr_service.domain.recipient_notices import NoticeCause

_SUBJECTS: Final[Mapping[str, Mapping[NoticeCause, str]]] = {
    "fr": {
        NoticeCause.ERASURE: "effacement de données que nous vous avons communiquées (article 19 du RGPD)",
        NoticeCause.RECTIFICATION: "rectification de données que nous vous avons communiquées (article 19 du RGPD)",
        NoticeCause.RESTRICTION: "limitation du traitement de données que nous vous avons communiquées (article 19 du RGPD)",
        NoticeCause.RESTRICTION_LIFTED: "fin de la limitation du traitement de données que nous vous avons communiquées (articles 18 et 19 du RGPD)",
    },
    "en": {
        NoticeCause.ERASURE: "erasure of data that we disclosed to you (article 19 of the GDPR)",
        NoticeCause.RECTIFICATION: "rectification of data that we disclosed to you (article 19 of the GDPR)",
        NoticeCause.RESTRICTION: "restriction of processing of data that we disclosed to you (article 19 of the GDPR)",
        NoticeCause.RESTRICTION_LIFTED: "end of the restriction of processing of data that we disclosed to you (articles 18 and 19 of the GDPR)",
    },
}
_ASKED: Final[Mapping[str, Mapping[NoticeCause, str]]] = {
    "fr": {
        NoticeCause.ERASURE: "Nous avons effacé les données de cette personne. Effacez les vôtres, sauf obligation de les conserver.",
        NoticeCause.RECTIFICATION: "Nous avons rectifié les données de cette personne. Rectifiez les vôtres.",
        NoticeCause.RESTRICTION: "Le traitement des données de cette personne est limité : conservez-les sans les utiliser.",
        NoticeCause.RESTRICTION_LIFTED: "La limitation du traitement des données de cette personne, que nous vous avions notifiée, a pris fin : levez la vôtre.",
    },
    "en": {
        NoticeCause.ERASURE: "We have erased this person's data. Erase yours, unless you are obliged to keep them.",
        NoticeCause.RECTIFICATION: "We have rectified this person's data. Rectify yours.",
        NoticeCause.RESTRICTION: "The processing of this person's data is restricted: store them without using them.",
        NoticeCause.RESTRICTION_LIFTED: "The restriction of processing of this person's data, of which we told you, has ended: lift yours.",
    },
}
_WORDS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "fr": ("La personne", "Ce qui change", "Notre référence", "Dites-nous, en rappelant cette référence, ce que vous avez fait."),
    "en": ("The person", "What changes", "Our reference", "Please tell us what you did, and quote this reference."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """The content of a notice."""

    notice_id: UUID
    cause: NoticeCause
    identifiers: Sequence[tuple[str, str]]
    corrections: Sequence[tuple[str, str | None, str | None]]  # field, old value, new value


def as_json(told: Told, at: datetime) -> dict[str, Any]:
    return {
        "type": "recipient.notice",
        "timestamp": at.isoformat(),
        "data": {
            "notice_id": str(told.notice_id),
            "cause": told.cause.value,
            "article": "GDPR 19",
            "subject": {"identifiers": [{"type": kind, "value": value} for kind, value in told.identifiers]},
            "corrections": [
                {"field": field, "old_value": old, "new_value": new} for field, old, new in told.corrections
            ],
        },
    }


def as_mail(told: Told, locale: str, controller: str) -> tuple[str, str]:
    """Subject and text."""
    language = "fr" if locale.lower().startswith("fr") else "en"
    person, changes, reference, ask = _WORDS[language]
    lines = [_ASKED[language][told.cause], "", f"{person} :" if language == "fr" else f"{person}:"]
    lines += [f"- {kind}: {value}" for kind, value in told.identifiers]
    if told.corrections:
        lines += ["", f"{changes}:"]
        lines += [f"- {field}: {old or '-'} -> {new or '-'}" for field, old, new in told.corrections]
    lines += ["", ask, f"{reference}: {told.notice_id}", "", controller]
    title = (
        f"{controller}: {_SUBJECTS[language][told.cause]}" if controller else _SUBJECTS[language][told.cause]
    )
    return title, "\n".join(lines) + "\n"
