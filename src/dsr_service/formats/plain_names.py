"""Codes of the law, of the registers and of the taxonomy in plain French and English."""

from collections.abc import Mapping
from typing import Final

from dsr_service.domain.localized_text import language_of

_NAMES_FR: Final[Mapping[str, str]] = {
    "consent": "Votre consentement (art. 6(1)(a))",
    "contract": "Exécution du contrat (art. 6(1)(b))",
    "legal_obligation": "Obligation légale (art. 6(1)(c))",
    "vital_interests": "Intérêts vitaux (art. 6(1)(d))",
    "public_task": "Mission d'intérêt public (art. 6(1)(e))",
    "legitimate_interests": "Intérêt légitime (art. 6(1)(f))",
    "processor": "Sous-traitant",
    "controller": "Responsable du traitement",
    "joint_controller": "Responsable conjoint",
    "public_authority": "Autorité publique",
    "public": "Public (publié)",
    "authorised_by_subject": "Accès que vous avez autorisé",
    "rectification": "rectification des données inexactes (art. 16)",
    "erasure": "effacement (art. 17)",
    "restriction": "limitation du traitement (art. 18)",
    "portability": "portabilité (art. 20)",
    "objection": "opposition au traitement (art. 21)",
    "consent_withdrawal": "retrait de votre consentement à tout moment (art. 7(3))",
    "OTHERS_RIGHTS_COPY": "Droits d'autrui (art. 15(4))",
    "PORT_OTHERS_RIGHTS": "Droits d'autrui (art. 20(4))",
    "TRADE_SECRET_IP": "Secret des affaires, propriété intellectuelle (art. 15(4), 20(4))",
    "PORT_BASIS": "Ni consentement ni contrat (art. 20(1)(a)) ; demandez l'accès (art. 15)",
    "PORT_NOT_PROVIDED": "Non fourni par vous (art. 20(1)) ; demandez l'accès (art. 15)",
    "missing": "introuvable dans nos fichiers",
    "refused": "nom de fichier inutilisable",
    "too_large": "trop volumineux pour ce dossier ; demandez-le nous",
    "too_many": "trop de fichiers pour ce dossier ; demandez-le nous",
    "email": "adresse électronique",
    "phone_number": "numéro de téléphone",
    "external_id": "identifiant externe",
    "customer_number": "numéro client",
}

_NAMES_EN: Final[Mapping[str, str]] = {
    "consent": "Your consent (art. 6(1)(a))",
    "contract": "Performance of the contract (art. 6(1)(b))",
    "legal_obligation": "Legal obligation (art. 6(1)(c))",
    "vital_interests": "Vital interests (art. 6(1)(d))",
    "public_task": "Task in the public interest (art. 6(1)(e))",
    "legitimate_interests": "Legitimate interest (art. 6(1)(f))",
    "processor": "Processor",
    "controller": "Controller",
    "joint_controller": "Joint controller",
    "public_authority": "Public authority",
    "public": "The public (published)",
    "authorised_by_subject": "Access that you authorised",
    "rectification": "rectification of inaccurate data (art. 16)",
    "erasure": "erasure (art. 17)",
    "restriction": "restriction of processing (art. 18)",
    "portability": "portability (art. 20)",
    "objection": "objection to processing (art. 21)",
    "consent_withdrawal": "withdrawal of your consent at any time (art. 7(3))",
    "OTHERS_RIGHTS_COPY": "Rights of others (art. 15(4))",
    "PORT_OTHERS_RIGHTS": "Rights of others (art. 20(4))",
    "TRADE_SECRET_IP": "Trade secret, intellectual property (art. 15(4), 20(4))",
    "PORT_BASIS": "Neither consent nor contract (art. 20(1)(a)); ask for access (art. 15)",
    "PORT_NOT_PROVIDED": "Not provided by you (art. 20(1)); ask for access (art. 15)",
    "missing": "not found in our files",
    "refused": "unusable file name",
    "too_large": "too large for this package; ask us for it",
    "too_many": "too many files for this package; ask us for it",
    "email": "e-mail address",
    "phone_number": "phone number",
    "external_id": "external identifier",
    "customer_number": "customer number",
}

# fideslang's categories in plain words; one that is not here goes by the nearest above it.
_CATEGORIES: Final[Mapping[str, tuple[str, str]]] = {
    "system": ("Données techniques", "Technical data"),
    "system.authentication": ("Données de connexion au système", "System sign-in data"),
    "user": ("Données personnelles", "Personal data"),
    "user.account": ("Compte", "Account"),
    "user.account.settings": ("Réglages du compte", "Account settings"),
    "user.account.username": ("Nom d'utilisateur", "User name"),
    "user.authorization": ("Identifiants de connexion", "Sign-in credentials"),
    "user.behavior": ("Comportement", "Behaviour"),
    "user.behavior.browsing_history": ("Historique de navigation", "Browsing history"),
    "user.behavior.purchase_history": ("Historique d'achats", "Purchase history"),
    "user.behavior.search_history": ("Historique de recherches", "Search history"),
    "user.biometric": ("Données biométriques", "Biometric data"),
    "user.childrens": ("Données d'enfants", "Children's data"),
    "user.contact": ("Coordonnées", "Contact details"),
    "user.contact.address": ("Adresse postale", "Postal address"),
    "user.contact.email": ("Adresse électronique", "E-mail address"),
    "user.contact.organization": ("Organisation", "Organisation"),
    "user.contact.phone_number": ("Numéro de téléphone", "Phone number"),
    "user.content": ("Contenus", "Content"),
    "user.content.private": ("Messages et contenus privés", "Messages and private content"),
    "user.content.public": ("Avis et contenus publics", "Reviews and public content"),
    "user.criminal_history": ("Infractions", "Criminal history"),
    "user.demographic": ("Données démographiques", "Demographic data"),
    "user.demographic.date_of_birth": ("Date de naissance", "Date of birth"),
    "user.demographic.gender": ("Genre", "Gender"),
    "user.demographic.language": ("Langue", "Language"),
    "user.device": ("Appareil", "Device"),
    "user.device.cookie_id": ("Identifiant de cookie", "Cookie identifier"),
    "user.device.ip_address": ("Adresse IP", "IP address"),
    "user.financial": ("Données financières", "Financial data"),
    "user.financial.bank_account": ("Compte bancaire", "Bank account"),
    "user.financial.credit_card": ("Carte de paiement", "Payment card"),
    "user.government_id": ("Numéro officiel d'identité", "Government identifier"),
    "user.health_and_medical": ("Données de santé", "Health data"),
    "user.job_title": ("Fonction", "Job title"),
    "user.location": ("Localisation", "Location"),
    "user.name": ("Nom", "Name"),
    "user.payment": ("Données de paiement", "Payment data"),
    "user.privacy_preferences": ("Préférences et consentements", "Preferences and consents"),
    "user.sensor": ("Capteurs", "Sensors"),
    "user.social": ("Réseaux sociaux", "Social networks"),
    "user.telemetry": ("Télémétrie", "Telemetry"),
    "user.unique_id": ("Identifiants", "Identifiers"),
    "user.workplace": ("Travail", "Workplace"),
}


def name_of(code: str, locale: str) -> str:
    """A code of the law or the map in plain words; an unknown one as it is, without its underscores."""
    names = _NAMES_EN if language_of(locale) == "en" else _NAMES_FR
    return names.get(code, code.replace("_", " "))


def category_name(category: str, locale: str) -> str:
    """A data category in plain words, or those of the nearest category above it."""
    at = category
    while at:
        if at in _CATEGORIES:
            return _CATEGORIES[at][1 if language_of(locale) == "en" else 0]
        at = at.rpartition(".")[0]
    return category
