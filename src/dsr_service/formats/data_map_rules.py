"""What the key `dsr` says of a collection and of a field, as the domain's rules."""

from typing import Any, Final

from dsr_service.domain.attachments import FileRule
from dsr_service.domain.data_map.data_map import CollectionRules, FieldRules

OTHERS_RIGHTS: Final = "OTHERS_RIGHTS_COPY"  # art. 15(4), the ground where the map names none


def collection_rules(rules: dict[str, Any]) -> CollectionRules:
    restriction = rules.get("restriction", {})
    return CollectionRules(
        shared=rules.get("shared"),
        purposes=tuple(rules.get("purposes", ())),
        legal_basis=rules.get("legal_basis"),
        source=rules.get("source"),
        recipients=tuple(rules.get("recipients", ())),
        retention=rules.get("retention"),
        retention_from=rules.get("retention_from"),
        contact_since=rules.get("contact_since"),
        exclude=rules.get("exclude"),
        restriction={"field": restriction} if isinstance(restriction, str) else restriction,
        correction=rules.get("correction", {}),
        endpoint=rules.get("endpoint", {}),
        files=rules.get("files", {}),
    )


def text_of_key(value: Any) -> str:
    """A single value of the file as keys are written: true and false in small letters."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _file_rule(rules: dict[str, Any], collection_rules: dict[str, Any], name: str) -> FileRule | None:
    """Said of the field itself, or of the collection, which names the field."""
    said = rules.get("file")
    if said is None:
        files = collection_rules.get("files", {})
        said = files if files.get("field") == name else None
    if said is None:
        return None
    return FileRule(said) if isinstance(said, str) else FileRule(said["from"], said.get("name"))


def field_rules(rules: dict[str, Any], collection_rules: dict[str, Any], name: str) -> FieldRules:
    redact = rules.get("redact")
    if redact is None and "redact_unless" in rules:
        redact = True
    if isinstance(redact, bool):
        redact = OTHERS_RIGHTS if redact else None
    return FieldRules(
        provided=rules.get("provided", collection_rules.get("provided")),
        redact=redact,
        redact_unless=rules.get("redact_unless"),
        exclude=rules.get("exclude", collection_rules.get("exclude")),
        file=_file_rule(rules, collection_rules, name),
        rectifiable=rules.get("rectifiable", collection_rules.get("rectifiable")),
        link=rules.get("link"),
        no_key=tuple(text_of_key(value) for value in rules.get("no_key", ())),
        ignore_case=rules.get("ignore_case"),
        retention=rules.get("retention"),
        owner=rules.get("owner", True),
    )
