"""Which category a column's name and type suggest: for warnings and drafts only, never a decision."""

import re
from typing import Final

from dsr_service.domain.data_map.source_schema import ColumnKind, ColumnSchema, TableSchema

# The first match counts, so the narrow ones come first; names are compared as words joined by `_`.
_GUESSES: Final[tuple[tuple[str, str], ...]] = (
    (r"e_?mail|courriel|mail(_address)?", "user.contact.email"),
    (r"(tele)?phone(_?number)?|tel|mobile|gsm|portable|telephone", "user.contact.phone_number"),
    (r"fax(_?number)?", "user.contact.fax_number"),
    (r"pass_?word|passwd|pwd|mot_de_passe|password_?hash|secret|otp|api_?key|(access|auth|refresh|reset|session)_token",
     "user.authorization.credentials"),
    (r"first_?name|given_?name|forename|prenom", "user.name.first"),
    (r"last_?name|family_?name|sur_?name|nom(_de_famille)?", "user.name.last"),
    (r"full_?name|(customer|user|person|contact|recipient|billing|shipping|holder|author|card_?holder)_?name",
     "user.name"),
    (r"user_?name|login|pseudo|nick_?name|screen_?name", "user.account.username"),
    (r"birth_?(day|date)?|(date_of|day_of)_birth|dob|naissance|date_naissance",
     "user.demographic.date_of_birth"),
    (r"gender|sex|sexe|civilite|salutation|title_prefix", "user.demographic.gender"),
    (r"street|address(_?line)?_?\d?|line_?\d|adresse\d?|addr\d?|house_?number|rue",
     "user.contact.address.street"),
    (r"city|town|ville|commune|locality", "user.contact.address.city"),
    (r"zip(_?code)?|post_?code|postal_?code|code_postal|cp", "user.contact.address.postal_code"),
    (r"country(_?code)?|pays", "user.contact.address.country"),
    (r"county|province|region|state_?province", "user.contact.address.state"),
    (r"ip|ip_?addr(ess)?|remote_?addr(ess)?|client_?ip", "user.device.ip_address"),
    (r"user_?agent|browser|device(_?id)?|fingerprint|mac_?address", "user.device.device_id"),
    (r"cookie(_?id)?|session_?(id|key)", "user.device.cookie_id"),
    (r"iban|bic|account_?number|bank_?account|rib", "user.financial.bank_account"),
    (r"card_?(number|no)|pan|cvv|cvc|last_?(4|four)|credit_?card|masked_?card", "user.financial.credit_card"),
    (r"passport(_?number)?", "user.government_id.passport_number"),
    (r"ssn|nir|national_?id|tax_?(id|number)|vat_?number|id_?card(_?number)?|siret",
     "user.government_id.national_identification_number"),
    (r"lat|lng|lon|latitude|longitude|geo|coordinates|location", "user.location"),
    (r"company|organi[sz]ation|employer|societe", "user.contact.organization"),
    (r"job_?title|profession|occupation", "user.job_title"),
    (r"avatar|photo|picture|selfie", "user.content.self_image"),
    (r"language|locale|lang", "user.demographic.language"),
    (r"newsletter|consent|opt_?(in|out)|marketing|subscribed", "user.privacy_preferences"),
    (r"comment|message|body|review|feedback|note|notes|remarks?|instructions|content|reason", "user.content"),
    (r"search_?(term|query)|query", "user.behavior.search_history"),
)  # fmt: skip
_WORD_BREAK: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_PEOPLE: Final = re.compile(
    r"(^|_)(customer|user|client|person|people|member|subscriber|contact|account|guest)s?(_|$)"
)
_TEXTUAL: Final = frozenset({ColumnKind.STRING, ColumnKind.JSON, ColumnKind.OTHER, ColumnKind.NETWORK,
                             ColumnKind.ARRAY, ColumnKind.BYTES})  # fmt: skip
_ANY_KIND: Final = frozenset(
    {
        "user.demographic.date_of_birth",
        "user.contact.phone_number",
        "user.demographic.gender",
        "user.location",
        "user.privacy_preferences",
        "user.financial.credit_card",
    }
)
_PREFIX: Final = r"(.*_)?"


def words(name: str) -> str:
    """A column's or table's name in lower case, its words joined by `_`."""
    return "_".join(part for part in _WORD_BREAK.split(name) if part).lower()


def is_about_people(table: str) -> bool:
    return bool(_PEOPLE.search(words(table)))


def guess_category(table: str, column: ColumnSchema) -> str | None:
    """The category that a column's name suggests, or None where it looks like no personal data."""
    name = words(column.name)
    if name == "name" and is_about_people(table) and column.kind in _TEXTUAL:
        return "user.name"
    for pattern, category in _GUESSES:
        if not re.fullmatch(_PREFIX + f"({pattern})", name):
            continue
        if column.kind in _TEXTUAL or category in _ANY_KIND or column.kind is ColumnKind.ENUM:
            return category
    return "user.device.ip_address" if column.kind is ColumnKind.NETWORK else None


def guess_identity(table: TableSchema, column: ColumnSchema) -> str | None:
    """The identity key that a column suggests: an e-mail address anywhere, since guests have no other."""
    if any(column.name in key.columns for key in table.foreign_keys):
        return None
    category = guess_category(table.name, column)
    if category == "user.contact.email" and column.kind is not ColumnKind.JSON:
        return "email"
    if category == "user.contact.phone_number" and is_about_people(table.name):
        return "phone_number"
    return None
