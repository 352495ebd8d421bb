"""Invented facts for each kind of letter: for previews, and for trying a folder's templates at start."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Final

from dsr_service.domain.grounds import ExtensionGround, RejectionReason
from dsr_service.domain.letters import Facts, LetterKind
from dsr_service.domain.rights import Right

K = LetterKind
_ASKED: Final = date(2026, 3, 4)
_CLOSING: Final = date(2026, 3, 25)
_UNTIL: Final = datetime(2026, 3, 14, 13, 30, tzinfo=UTC)
_LINK: Final = "https://shop.example/track#token"
_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "question": "Votre demande porte-t-elle aussi sur vos avis publiés ?",
        "extension": "Vos données remontent à 2011.",
        "redacted": "Les messages d'un autre client, dans vos échanges avec le service après-vente, sont occultés.",
        "refused": "Cette demande reprend mot pour mot celle à laquelle nous avons répondu hier.",
        "fee": "C'est la quatrième copie en deux mois ; ce montant couvre les frais de reproduction.",
        "restricted": "Vos avis restent conservés.",
        "lifted": "L'exactitude de votre adresse est vérifiée.",
        "refused_purpose": "Prévention de la fraude",
        "upheld_purpose": "Prospection commerciale",
        "masked": "Avis et contenus publics",
        "shared": "Adresse postale",
        "kept": "Factures : dix ans (Code de commerce, L123-22), jusqu'au 31 décembre 2036",
        "noted": "Facture F2026000023 : nom",
        "rectified": "Adresse corrigée.",
        "objection": "Vous ne recevrez plus nos offres.",
        "overridden": "Ces données servent à prévenir la fraude au paiement.",
        "recipient": "Transporteur SA (averti le 2 mars 2026)",
        "title": "précision",
        "text": "Votre colis du 3 février est bien compris dans notre réponse.\n\nElle a deux parties.",
    },
    "en": {
        "question": "Is your request also about the reviews that you published?",
        "extension": "Your data go back to 2011.",
        "redacted": "The messages of another customer, within what you wrote to our support, are redacted.",
        "refused": "This request repeats word for word the one that we answered yesterday.",
        "fee": "This is the fourth copy in two months; the amount covers the cost of making it.",
        "restricted": "Your reviews stay stored.",
        "lifted": "The accuracy of your address has been verified.",
        "refused_purpose": "Fraud prevention",
        "upheld_purpose": "Direct marketing",
        "masked": "Reviews and public content",
        "shared": "Postal address",
        "kept": "Invoices: ten years (Code de commerce, L123-22), until 31 December 2036",
        "noted": "Invoice F2026000023: name",
        "rectified": "Address corrected.",
        "objection": "You will no longer receive our offers.",
        "overridden": "These data serve to prevent payment fraud.",
        "recipient": "Transporteur SA (told on 2 March 2026)",
        "title": "a clarification",
        "text": "Your parcel of 3 February is part of our answer.\n\nIt has two parts.",
    },
}


@cache
def samples(language: str) -> Mapping[LetterKind, Facts]:
    """By kind; what people write in a letter is in its language."""
    text = _TEXTS[language]
    return {
        K.ACKNOWLEDGEMENT: {
            "rights": [Right.ACCESS, Right.ERASURE],
            "due_on": date(2026, 4, 1),
            "identity_needed": True,
            "portability_first": True,
        },
        K.IDENTITY_ASKED: {"link": _LINK, "closing_on": _CLOSING},
        K.IDENTITY_REJECTED: {"rejection": RejectionReason.EXPIRED, "link": _LINK},
        K.IDENTITY_REMINDER: {"asked_on": _ASKED, "closing_on": _CLOSING},
        K.IDENTITY_EXPIRED: {"asked_on": _ASKED},
        K.ONE_TIME_CODE: {"code": "424242", "until": _UNTIL},
        K.ACCESS_LINK: {"link": _LINK, "until": _UNTIL},
        K.RELEASE_NOTICE: {"until": _UNTIL, "link": _LINK},
        K.CLARIFICATION_ASKED: {"question": text["question"]},
        K.CLARIFICATION_REMINDER: {
            "asked_on": _ASKED,
            "question": text["question"],
        },
        K.EXTENSION_NOTICE: {
            "ground": ExtensionGround.COMPLEXITY_VOLUME,
            "reasons": text["extension"],
            "due_on": date(2026, 6, 1),
        },
        K.FULFILLED: {
            "rights": [Right.ACCESS, Right.PORTABILITY],
            "pending": [Right.ERASURE],
            "until": _UNTIL,
            "link": _LINK,
        },
        K.PARTIAL_REFUSAL: {
            "rights": [Right.ACCESS],
            "pending": [Right.ERASURE],
            "ground": "OTHERS_RIGHTS_COPY",
            "reasons": text["redacted"],
        },
        K.REFUSAL: {"rights": [Right.ACCESS], "ground": "MANIFESTLY_UNFOUNDED", "reasons": text["refused"]},
        K.FEE_NOTICE: {"amount": "12 EUR", "reasons": text["fee"], "due_on": _CLOSING},
        K.RESTRICTION_SET: {"reasons": text["restricted"]},
        K.RESTRICTION_LIFTING: {"until": _UNTIL, "reasons": text["lifted"]},
        K.ERASURE_COOL_DOWN: {"until": _UNTIL, "link": _LINK},
        K.ERASURE_CANCELLED: {},
        K.ERASURE_DONE: {"kept": (text["kept"],), "masked": (text["masked"],), "shared": (text["shared"],)},
        K.RECTIFICATION_DONE: {
            "reasons": text["rectified"],
            "noted": [text["noted"]],
            "statement_added": True,
        },
        K.OBJECTION_UPHELD: {"reasons": text["objection"]},
        K.OBJECTION_REFUSED: {
            "ground": "OBJECT_COMPELLING",
            "reasons": text["overridden"],
            "refused_purposes": [text["refused_purpose"]],
            "upheld_purposes": [text["upheld_purpose"]],
        },
        K.RECIPIENTS_TOLD: {"recipients": [text["recipient"]]},
        K.CLOSURE: {},
        K.FREE_MESSAGE: {"title": text["title"], "text": text["text"]},
    }
