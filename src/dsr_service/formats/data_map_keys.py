"""Every key that a data map may have: fideslang's, and ours under `dsr`. Anything else is an error."""

from collections.abc import Mapping
from typing import Any, Final

from dsr_service.domain.data_map.data_map import DataType
from dsr_service.formats.shapes import (
    Count,
    Either,
    Flag,
    FlagOrText,
    Free,
    Literal,
    Many,
    Record,
    Shape,
    Text,
    Values,
)

FIDES_KEY: Final = Text(r"[a-zA-Z0-9_.<>-]+", what="a fides key (letters, digits and . _ < > -)")
COLLECTION_KEY: Final = Text(r"[^.\s]+(\.[^.\s]+)+", what="of the form dataset.collection")
LEGAL_BASES: Final = (
    "consent",
    "contract",
    "legal_obligation",
    "vital_interests",
    "public_task",
    "legitimate_interests",
)
_TYPES: Final = tuple(f"{kind}{suffix}" for kind in DataType for suffix in ("", "[]"))
_TEXTS: Final = Many(Text(), single=True)
_ANY: Final = Free(lists=True)
_OLD_NAMES: Final = {"fidesops_meta": "fides_meta"}

_ORIGIN: Final[dict[str, Shape]] = {
    "purposes": _TEXTS,
    "legal_basis": Text(choices=LEGAL_BASES),
    "source": Text(),
    "recipients": _TEXTS,
    "retention": Text(),
    "provided": Flag(),
}
_ANNOTATIONS: Final[dict[str, Shape]] = {
    "description": Text(empty=True),
    "data_categories": Many(FIDES_KEY),
    "data_uses": Many(FIDES_KEY),
    "data_purposes": Many(FIDES_KEY),
    "data_subjects": Many(FIDES_KEY),
}

DATASET_RULES: Final = Record(
    "dataset's dsr",
    {
        **_ORIGIN,
        "kind": Text(choices=("sql", "http", "opendsr", "manual")),
        "api": Free(),
        "form": Free(),
    },
)
RESTRICTION: Final = Record(
    "restriction",
    {
        "field": Text(),
        "value": Literal(),
        "cleared": Literal(),
        "move_to": COLLECTION_KEY,
        "endpoint": Free(),
    },
)
CORRECTION: Final = Record(
    "correction",
    {"collection": COLLECTION_KEY, "key": Free(), "text": Text(), "values": Free()},
    ("collection", "key", "text"),
)
FILE_RULE: Final = Record("file", {"from": Text(), "name": Text()}, ("from",))
FILES: Final = Record("files", {"field": Text(), "from": Text(), "name": Text()}, ("field", "from"))
COLLECTION_RULES: Final = Record(
    "collection's dsr",
    {
        **_ORIGIN,
        "retention_from": Text(),
        "contact_since": Text(),
        "shared": Flag(),
        "rectifiable": Flag(),
        "exclude": Text(),
        "restriction": Either(Text(), RESTRICTION),
        "correction": CORRECTION,
        "endpoint": Free(),
        "files": FILES,
    },
)
FIELD_RULES: Final = Record(
    "field's dsr",
    {
        "provided": Flag(),
        "redact": FlagOrText(Text()),
        "redact_unless": Text(),
        "exclude": Text(),
        "file": Either(Text(), FILE_RULE),
        "rectifiable": Flag(),
        "retention": Text(),
        "link": Text(),
        "no_key": Many(Literal(), single=True),
        "ignore_case": Flag(),
        "owner": Flag(),
    },
)
REFERENCE: Final = Record(
    "reference",
    {
        "dataset": FIDES_KEY,
        "field": Text(),
        "direction": Text(choices=("from", "to")),
        "dsr": Record("reference's dsr", {"link": Text(), "when": Values()}),
    },
    ("dataset", "field"),
)
FIELD_META: Final = Record(
    "field's fides_meta",
    {
        "primary_key": Flag(),
        "identity": Text(),
        "data_type": Text(choices=_TYPES),
        "length": Count(),
        "read_only": Flag(),
        "return_all_elements": Flag(),
        "references": Many(REFERENCE),
        "masking_strategy_override": Record(
            "masking_strategy_override", {"strategy": Text(), "configuration": Free()}, ("strategy",)
        ),
        "custom_request_field": Text(),
        "redact": Text(choices=("name",)),
        "dsr": FIELD_RULES,
    },
)


def _field_shape() -> Record:
    keys: dict[str, Shape] = {
        "name": Text(),
        **_ANNOTATIONS,
        "fides_meta": FIELD_META,
        "dsr": FIELD_RULES,
    }
    shape = Record("field", keys, ("name",), _OLD_NAMES, referred=True)
    keys["fields"] = Many(shape)  # a field may nest fields
    return shape


FIELD: Final = _field_shape()
COLLECTION: Final = Record(
    "collection",
    {
        "name": Text(),
        **_ANNOTATIONS,
        "fides_meta": Record(
            "collection's fides_meta",
            {
                "after": Many(COLLECTION_KEY),
                "erase_after": Many(COLLECTION_KEY),
                "skip_processing": Flag(),
                "masking_strategy_override": Record(
                    "masking_strategy_override", {"strategy": Text(choices=("delete",))}, ("strategy",)
                ),
                "partitioning": _ANY,
                "redact": Text(choices=("name",)),
                "dsr": COLLECTION_RULES,
            },
        ),
        "dsr": COLLECTION_RULES,
        "fields": Many(FIELD),
    },
    ("name", "fields"),
    _OLD_NAMES,
)
DATASET: Final = Record(
    "dataset",
    {
        "fides_key": FIDES_KEY,
        "organization_fides_key": FIDES_KEY,
        "tags": Many(Text()),
        "name": Text(empty=True),
        "meta": Free(),
        **_ANNOTATIONS,
        "fides_meta": Record(
            "dataset's fides_meta",
            {
                "resource_id": Text(),
                "after": Many(FIDES_KEY),
                "namespace": Free(),
                "redact": Text(choices=("name",)),
                "dsr": DATASET_RULES,
            },
        ),
        "dsr": DATASET_RULES,
        "collections": Many(COLLECTION),
    },
    ("fides_key", "collections"),
    _OLD_NAMES,
)
FILE: Final = Record(
    "data map",
    {
        "dataset": Many(DATASET),
        "data_category": _ANY,  # custom categories; the other resources are fideslang's and not ours to judge
        "data_subject": _ANY,
        "data_use": _ANY,
        "system": _ANY,
        "policy": _ANY,
        "organization": _ANY,
        "dsr": DATASET_RULES,
    },
    ("dataset",),
)


def json_schema() -> Mapping[str, Any]:
    """The format for editors, as JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Data map: fideslang Dataset YAML with the dsr extension",
        **FILE.definition(),
        "$defs": {FIELD.name: FIELD.definition()},
    }
