"""What the person is written: the texts in French and English, and the facts that fill them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from dsr_service.domain.article_15 import CNIL, Controller
from dsr_service.domain.deadline_explanations import in_words
from dsr_service.domain.grounds import ExtensionGround
from dsr_service.domain.localized_text import language_of


class LetterKind(StrEnum):
    EXTENSION_NOTICE = "extension_notice"  # art. 12(3)
    IDENTITY_REMINDER = "identity_reminder"  # art. 12(6)
    IDENTITY_EXPIRED = "identity_expired"  # art. 12(2), 12(4)


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What the texts say of one request; what a text does not mention may be left out."""

    reference: str
    received_on: date
    name: str | None = None
    controller: Controller | None = None
    ground: ExtensionGround | None = None
    reasons: str = ""
    due_on: date | None = None
    asked_on: date | None = None
    closing_on: date | None = None


GROUNDS: Final[Mapping[ExtensionGround, Mapping[str, str]]] = {
    ExtensionGround.COMPLEXITY_VOLUME: {
        "fr": "la complexité de la demande, qui porte sur un grand volume de données",
        "en": "the complexity of the request, which concerns a large volume of data",
    },
    ExtensionGround.COMPLEXITY_DISPERSED_DATA: {
        "fr": "la complexité de la demande, dont les données sont réparties entre plusieurs systèmes",
        "en": "the complexity of the request, whose data are spread over several systems",
    },
    ExtensionGround.COMPLEXITY_REDACTION: {
        "fr": "la complexité de la demande, qui oblige à occulter des données d'autres personnes",
        "en": "the complexity of the request, which requires the data of other people to be redacted",
    },
    ExtensionGround.COMPLEXITY_INTELLIGIBILITY: {
        "fr": "la complexité de la demande, dont les données doivent être rendues intelligibles",
        "en": "the complexity of the request, whose data must be made intelligible",
    },
    ExtensionGround.NUMBER_OF_REQUESTS: {
        "fr": "le nombre de demandes que vous nous avez adressées",
        "en": "the number of requests that you have sent us",
    },
}

_REMEDIES: Final = {
    "fr": "Vous pouvez introduire une réclamation auprès de {authority} ({website}) et former un recours "
    "juridictionnel.",
    "en": "You may lodge a complaint with {authority} ({website}) and seek a judicial remedy.",
}
_SUBJECTS: Final[Mapping[LetterKind, Mapping[str, str]]] = {
    LetterKind.EXTENSION_NOTICE: {
        "fr": "Votre demande {reference} : prolongation du délai de réponse",
        "en": "Your request {reference}: more time for our answer",
    },
    LetterKind.IDENTITY_REMINDER: {
        "fr": "Votre demande {reference} : nous attendons votre réponse",
        "en": "Your request {reference}: we are waiting for your answer",
    },
    LetterKind.IDENTITY_EXPIRED: {
        "fr": "Votre demande {reference} est close",
        "en": "Your request {reference} is closed",
    },
}
_BODIES: Final[Mapping[LetterKind, Mapping[str, tuple[str, ...]]]] = {
    LetterKind.EXTENSION_NOTICE: {
        "fr": (
            (
                "Nous avons reçu votre demande {reference} le {received_on}. Le délai d'un mois pour y répondre est "
                "prolongé de deux mois, comme le permet l'article 12, paragraphe 3, du RGPD. {answer_by}"
            ),
            "Motif de la prolongation : {ground}.",
            "{reasons}",
            _REMEDIES["fr"],
        ),
        "en": (
            (
                "We received your request {reference} on {received_on}. The month within which we have to answer it "
                "is extended by two further months, as article 12(3) of the GDPR allows. {answer_by}"
            ),
            "The reason for the extension: {ground}.",
            "{reasons}",
            _REMEDIES["en"],
        ),
    },
    LetterKind.IDENTITY_REMINDER: {
        "fr": (
            (
                "Le {asked_on}, nous vous avons demandé de confirmer votre identité pour traiter votre demande "
                "{reference}, reçue le {received_on}. Nous n'avons pas encore reçu de réponse."
            ),
            (
                "Vous pouvez vous connecter à votre compte client, utiliser le code envoyé à votre adresse connue, ou "
                "nous faire parvenir la copie d'un titre d'identité ; vous pouvez y masquer tout ce qui ne sert pas à "
                "vous identifier. La copie est détruite dès la vérification."
            ),
            "{closing}",
        ),
        "en": (
            (
                "On {asked_on} we asked you to confirm your identity so that we can deal with your request "
                "{reference}, received on {received_on}. We have had no answer yet."
            ),
            (
                "You may sign in to your customer account, use the code sent to the address we know, or send us a copy "
                "of an identity document; you may mask whatever does not serve to identify you. The copy is destroyed "
                "as soon as it is checked."
            ),
            "{closing}",
        ),
    },
    LetterKind.IDENTITY_EXPIRED: {
        "fr": (
            (
                "Le {asked_on}, nous vous avons demandé de confirmer votre identité pour traiter votre demande "
                "{reference}, reçue le {received_on}. Faute de réponse malgré nos rappels, nous ne pouvons pas vous "
                "identifier et nous clôturons la demande sans y donner suite (article 12, paragraphes 2, 4 et 6, du "
                "RGPD)."
            ),
            "Vous pouvez nous adresser une nouvelle demande à tout moment ; elle est gratuite.",
            _REMEDIES["fr"],
        ),
        "en": (
            (
                "On {asked_on} we asked you to confirm your identity so that we can deal with your request "
                "{reference}, received on {received_on}. As no answer came in spite of our reminders, we can't "
                "identify you, and we close the request without taking action (article 12(2), (4) and (6) of the GDPR)."
            ),
            "You may send us a new request at any time, free of charge.",
            _REMEDIES["en"],
        ),
    },
}
_ANSWER_BY: Final = {
    "fr": (
        "Vous recevrez notre réponse au plus tard le {due_on}.",
        "Le délai reprend dès votre réponse à nos questions.",
    ),
    "en": (
        "You will have our answer by {due_on} at the latest.",
        "The period goes on as soon as you have answered us.",
    ),
}
_CLOSING: Final = {
    "fr": "Sans réponse de votre part, la demande sera close le {closing_on}.",
    "en": "Without an answer from you the request will be closed on {closing_on}.",
}
_FRAME: Final = {
    "fr": ("Bonjour {name},", "Bonjour,", "Cordialement,"),
    "en": ("Dear {name},", "Hello,", "Kind regards,"),
}


def compose(kind: LetterKind, locale: str, facts: LetterFacts) -> Letter:
    """The letter in the language of that locale. Values are filled in once, so that no reason can act as a template."""
    language = language_of(locale)
    values = _values(facts, language)
    greeting, anonymous, regards = _FRAME[language]
    paragraphs = [
        greeting if facts.name else anonymous,
        *_BODIES[kind][language],
        regards,
        "{signature}",
    ]
    filled = (paragraph.format_map(values).strip() for paragraph in paragraphs)
    return Letter(
        _SUBJECTS[kind][language].format_map(values), "\n\n".join(text for text in filled if text) + "\n"
    )


def _values(facts: LetterFacts, language: str) -> dict[str, str]:
    controller = facts.controller
    authority = (controller.authority if controller else None) or CNIL
    values = {
        "reference": facts.reference,
        "name": " ".join((facts.name or "").split()),
        "ground": GROUNDS[facts.ground][language] if facts.ground else "",
        "reasons": facts.reasons.strip(),
        "authority": authority.name,
        "website": authority.website,
        "signature": f"{controller.name}\n{controller.contact}" if controller else "",
    }
    for field in ("received_on", "due_on", "asked_on", "closing_on"):
        day: date | None = getattr(facts, field)
        values[field] = in_words(day, language) if day else ""
    by_date, by_answer = _ANSWER_BY[language]
    values["answer_by"] = by_date.format_map(values) if facts.due_on else by_answer
    values["closing"] = _CLOSING[language].format_map(values) if facts.closing_on else ""
    return values
