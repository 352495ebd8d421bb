"""The grounds of the catalogue in plain words, French and English, for a letter's reader (art. 12(1))."""

from collections.abc import Mapping
from typing import Final

from dsr_service.domain.grounds import ExtensionGround, RejectionReason

Phrase = Mapping[str, str]

EXTENSION: Final[Mapping[ExtensionGround, Mapping[str, str]]] = {
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

REJECTION: Final[Mapping[RejectionReason, Phrase]] = {
    RejectionReason.EXPIRED: {
        "fr": "le document n'était plus valable à la date de votre demande",
        "en": "the document was no longer valid on the day of your request",
    },
    RejectionReason.NOT_SIGNED: {
        "fr": "la copie n'est pas signée",
        "en": "the copy is not signed",
    },
    RejectionReason.NAME_MISMATCH: {
        "fr": "le nom figurant sur le document n'est pas celui de votre demande",
        "en": "the name on the document is not the one of your request",
    },
    RejectionReason.ILLEGIBLE: {
        "fr": "la copie n'est pas lisible",
        "en": "the copy can't be read",
    },
    RejectionReason.NOT_AN_IDENTITY_DOCUMENT: {
        "fr": "le fichier n'est pas la copie d'un titre d'identité",
        "en": "the file is not the copy of an identity document",
    },
    RejectionReason.INCOMPLETE: {
        "fr": "une partie nécessaire du document manque",
        "en": "a part of the document that is needed is missing",
    },
    RejectionReason.SUSPECTED_FORGERY: {
        "fr": "l'authenticité du document n'a pas pu être établie",
        "en": "we could not establish that the document is genuine",
    },
}

REFUSAL: Final[Mapping[str, Phrase]] = {
    "MANIFESTLY_UNFOUNDED": {
        "fr": "la demande est manifestement infondée",
        "en": "the request is manifestly unfounded",
    },
    "EXCESSIVE_REPETITIVE": {
        "fr": "la demande est excessive en raison de son caractère répétitif",
        "en": "the request is excessive because it is repeated",
    },
    "EXCESSIVE_ABUSIVE": {
        "fr": "la demande est excessive car elle ne poursuit pas le but du droit invoqué",
        "en": "the request is excessive because it does not pursue the purpose of the right",
    },
    "CANNOT_IDENTIFY": {
        "fr": "les données dont nous disposons ne nous permettent pas de vous identifier ; vous pouvez nous fournir "
        "des informations complémentaires qui le permettent",
        "en": "the data that we hold do not allow us to identify you; you may give us further information that does",
    },
    "IDENTITY_NOT_CONFIRMED": {
        "fr": "votre identité n'a pas pu être confirmée",
        "en": "your identity could not be confirmed",
    },
    "MANDATE_NOT_PROVEN": {
        "fr": "le mandat de la personne qui agit pour vous n'a pas été établi",
        "en": "the mandate of the person who acts for you was not proven",
    },
    "NOT_CONTROLLER": {
        "fr": "nous ne sommes pas le responsable du traitement de ces données",
        "en": "we are not the controller of these data",
    },
    "OTHERS_RIGHTS_COPY": {
        "fr": "certaines données ont été occultées pour protéger les droits d'autres personnes",
        "en": "some data were redacted to protect the rights of other people",
    },
    "TRADE_SECRET_IP": {
        "fr": "certaines données ont été occultées pour protéger un secret des affaires ou une propriété "
        "intellectuelle",
        "en": "some data were redacted to protect a trade secret or intellectual property",
    },
    "RECTIFY_DATA_ACCURATE": {
        "fr": "les données sont exactes d'après les éléments dont nous disposons ; votre déclaration complémentaire "
        "est jointe à vos données si vous nous l'adressez",
        "en": "the data are accurate by the evidence that we hold; a supplementary statement of yours is added to "
        "your data if you send us one",
    },
    "ERASE_NO_GROUND": {
        "fr": "aucun des motifs d'effacement prévus par le règlement n'est réuni : les données restent nécessaires",
        "en": "none of the grounds for erasure of the regulation is met: the data are still necessary",
    },
    "ERASE_EXPRESSION": {
        "fr": "les données sont nécessaires à l'exercice de la liberté d'expression et d'information",
        "en": "the data are necessary for the freedom of expression and information",
    },
    "ERASE_LEGAL_OBLIGATION": {
        "fr": "la loi nous oblige à conserver certaines données",
        "en": "the law obliges us to keep some data",
    },
    "ERASE_PUBLIC_TASK": {
        "fr": "les données sont nécessaires à une mission d'intérêt public",
        "en": "the data are necessary for a task in the public interest",
    },
    "ERASE_PUBLIC_HEALTH": {
        "fr": "les données sont nécessaires pour un motif d'intérêt public dans le domaine de la santé publique",
        "en": "the data are necessary for a public interest in the area of public health",
    },
    "ERASE_ARCHIVE_RESEARCH": {
        "fr": "les données sont nécessaires à l'archivage dans l'intérêt public, à la recherche ou à la statistique",
        "en": "the data are necessary for archiving in the public interest, research or statistics",
    },
    "ERASE_LEGAL_CLAIMS": {
        "fr": "certaines données sont nécessaires à la constatation, à l'exercice ou à la défense de droits en justice",
        "en": "some data are necessary to establish, exercise or defend legal claims",
    },
    "RESTRICT_NO_GROUND": {
        "fr": "aucun des cas de limitation du traitement prévus par le règlement n'est réuni",
        "en": "none of the cases for restricting the processing is met",
    },
    "PORT_BASIS": {
        "fr": "le traitement ne repose ni sur votre consentement ni sur un contrat",
        "en": "the processing rests neither on your consent nor on a contract",
    },
    "PORT_NOT_AUTOMATED": {
        "fr": "le traitement n'est pas effectué à l'aide de procédés automatisés",
        "en": "the processing is not carried out by automated means",
    },
    "PORT_NOT_PROVIDED": {
        "fr": "ces données ne nous ont pas été fournies par vous",
        "en": "these data were not provided by you",
    },
    "PORT_PUBLIC_TASK": {
        "fr": "le traitement est nécessaire à une mission d'intérêt public",
        "en": "the processing is necessary for a task in the public interest",
    },
    "PORT_OTHERS_RIGHTS": {
        "fr": "certaines données ont été écartées pour protéger les droits d'autres personnes",
        "en": "some data were left out to protect the rights of other people",
    },
    "PORT_DIRECT_NOT_FEASIBLE": {
        "fr": "la transmission directe à un autre responsable n'est pas techniquement possible",
        "en": "a direct transmission to another controller is not technically feasible",
    },
    "OBJECT_WRONG_BASIS": {
        "fr": "le traitement ne repose pas sur un fondement auquel on peut s'opposer",
        "en": "the processing does not rest on a basis that can be objected to",
    },
    "OBJECT_NO_SITUATION": {
        "fr": "aucune raison tenant à votre situation particulière n'a été indiquée",
        "en": "no reason relating to your particular situation was given",
    },
    "OBJECT_COMPELLING": {
        "fr": "des motifs légitimes et impérieux prévalent sur vos intérêts, droits et libertés",
        "en": "compelling legitimate grounds override your interests, rights and freedoms",
    },
    "OBJECT_LEGAL_CLAIMS": {
        "fr": "le traitement est nécessaire à la constatation, à l'exercice ou à la défense de droits en justice",
        "en": "the processing is necessary to establish, exercise or defend legal claims",
    },
    "OBJECT_RESEARCH_PUBLIC_INTEREST": {
        "fr": "le traitement est nécessaire à une mission de recherche ou de statistique d'intérêt public",
        "en": "the processing is necessary for research or statistics in the public interest",
    },
    "ADM_CONTRACT": {
        "fr": "la décision automatisée est nécessaire à un contrat avec vous",
        "en": "the automated decision is necessary for a contract with you",
    },
    "ADM_LAW": {
        "fr": "la décision automatisée est autorisée par la loi",
        "en": "the automated decision is authorised by law",
    },
    "ADM_CONSENT": {
        "fr": "la décision automatisée repose sur votre consentement explicite",
        "en": "the automated decision rests on your explicit consent",
    },
    "ADM_NOT_SOLELY_AUTOMATED": {
        "fr": "la décision n'est pas exclusivement automatisée : une personne y prend réellement part",
        "en": "the decision is not solely automated: a person really takes part in it",
    },
    "NATIONAL_RESTRICTION": {
        "fr": "une loi limite ce droit",
        "en": "a law restricts this right",
    },
    "DECEASED_NO_STANDING": {
        "fr": "la qualité pour agir au nom d'une personne décédée n'a pas été établie",
        "en": "the standing to act for a deceased person was not established",
    },
}

PURPOSES: Final[Mapping[str, Phrase]] = {
    "direct_marketing": {"fr": "prospection commerciale", "en": "direct marketing"},
}

RIGHTS: Final[Mapping[str, Phrase]] = {
    "access": {"fr": "droit d'accès (article 15)", "en": "right of access (article 15)"},
    "rectification": {
        "fr": "droit de rectification (article 16)",
        "en": "right to rectification (article 16)",
    },
    "erasure": {"fr": "droit à l'effacement (article 17)", "en": "right to erasure (article 17)"},
    "restriction": {
        "fr": "droit à la limitation du traitement (article 18)",
        "en": "right to restriction of processing (article 18)",
    },
    "portability": {
        "fr": "droit à la portabilité (article 20)",
        "en": "right to data portability (article 20)",
    },
    "objection": {"fr": "droit d'opposition (article 21)", "en": "right to object (article 21)"},
    "consent_withdrawal": {
        "fr": "retrait du consentement (article 7, paragraphe 3)",
        "en": "withdrawal of consent (article 7(3))",
    },
    "automated_decision_review": {
        "fr": "réexamen d'une décision automatisée (article 22, paragraphe 3)",
        "en": "review of an automated decision (article 22(3))",
    },
}
