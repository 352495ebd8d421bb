"""Invented facts for each kind of letter: for previews, and for trying a folder's templates at start."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from dsr_service.domain.grounds import ExtensionGround, RejectionReason
from dsr_service.domain.letters import Facts, LetterKind
from dsr_service.domain.rights import Right

K = LetterKind
_ASKED: Final = date(2026, 3, 4)
_CLOSING: Final = date(2026, 3, 25)
_UNTIL: Final = datetime(2026, 3, 14, 13, 30, tzinfo=UTC)
_LINK: Final = "https://shop.example/track#token"
_REASONS: Final = "Nous gardons vos factures."
_KEPT: Final = ("Factures : dix ans (Code de commerce, L123-22), jusqu'au 31 décembre 2036",)

SAMPLES: Final[Mapping[LetterKind, Facts]] = {
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
    K.CLARIFICATION_ASKED: {"question": "Votre demande porte-t-elle aussi sur vos avis publiés ?"},
    K.CLARIFICATION_REMINDER: {
        "asked_on": _ASKED,
        "question": "Votre demande porte-t-elle aussi sur vos avis publiés ?",
    },
    K.EXTENSION_NOTICE: {
        "ground": ExtensionGround.COMPLEXITY_VOLUME,
        "reasons": "Vos données remontent à 2011.",
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
        "reasons": _REASONS,
    },
    K.REFUSAL: {"rights": [Right.ACCESS], "ground": "MANIFESTLY_UNFOUNDED", "reasons": _REASONS},
    K.FEE_NOTICE: {"amount": "12 EUR", "reasons": _REASONS, "due_on": _CLOSING},
    K.RESTRICTION_SET: {"reasons": "Vos avis restent conservés."},
    K.RESTRICTION_LIFTING: {"until": _UNTIL, "reasons": _REASONS},
    K.ERASURE_COOL_DOWN: {"until": _UNTIL, "link": _LINK},
    K.ERASURE_CANCELLED: {},
    K.ERASURE_DONE: {"kept": _KEPT},
    K.RECTIFICATION_DONE: {"reasons": "Adresse corrigée."},
    K.OBJECTION_UPHELD: {"reasons": "Vous ne recevrez plus nos offres."},
    K.OBJECTION_REFUSED: {"ground": "OBJECT_COMPELLING", "reasons": _REASONS},
    K.RECIPIENTS_TOLD: {"recipients": ["Transporteur SA (averti le 2 mars 2026)"]},
    K.CLOSURE: {},
    K.FREE_MESSAGE: {"title": "précision", "text": "Bonjour, voici notre réponse.\n\nElle a deux parties."},
}
