"""The data map: which datasets, collections and fields hold personal data, and how they refer to one another.

The words are fideslang's (Dataset YAML); what fideslang cannot say is in `FieldRules` and `CollectionRules`,
read from the key `dsr` inside `fides_meta`. `formats/data_map_yaml.py` reads the file into these values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dsr_service.domain.attachments import FileRule


class DataType(StrEnum):
    STRING = "string"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    OBJECT = "object"
    OBJECT_ID = "object_id"  # fideslang's word for a document store's key


class Direction(StrEnum):
    """Which way values flow: `FROM` the other field feeds this one, `TO` this one feeds the other."""

    FROM = "from"
    TO = "to"
    BOTH = "both"  # no direction in the file


@dataclass(frozen=True, slots=True, order=True)
class CollectionAddress:
    """`dataset.collection`, unique in a map."""

    dataset: str
    collection: str

    def __str__(self) -> str:
        return f"{self.dataset}.{self.collection}"


@dataclass(frozen=True, slots=True, order=True)
class FieldAddress:
    """A field of a collection; nested fields are joined by dots in `path`."""

    collection: CollectionAddress
    path: str

    def __str__(self) -> str:
        return f"{self.collection}.{self.path}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to another field. `link` (ours) tells apart composite keys into one collection.

    `when` (ours): it holds only for rows whose fields have these values (a type beside an id that names no table).
    """

    target: FieldAddress
    direction: Direction
    link: str | None = None
    when: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MaskingStrategy:
    strategy: str
    configuration: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldRules:
    """What `fides_meta.dsr` says of a field."""

    provided: bool | None = None  # provided by the subject, observed data included (art. 20(1), WP242)
    redact: str | None = None  # ground of art. 15(4) by which the value is struck in the copy
    redact_unless: str | None = None  # ... except in rows whose field of this name names the subject
    exclude: str | None = None  # the reason why it never comes out (a password hash)
    file: FileRule | None = None  # the field names a file, or holds one
    rectifiable: bool | None = None
    link: str | None = None
    no_key: tuple[str, ...] = ()  # values, as texts, that stand for "none" and lead nowhere
    ignore_case: bool | None = None  # as a key; unset: where it holds an e-mail address
    retention: str | None = None  # key of a retention rule for this field alone
    owner: bool = (
        True  # False: a row found only through this reference is another's and merely mentions the subject
    )
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    description: str | None = None
    data_categories: tuple[str, ...] = ()
    fields: tuple["Field", ...] = ()
    primary_key: bool = False
    identity: str | None = None  # the identity key whose value this field holds: email, phone_number, ...
    data_type: DataType | None = None
    is_array: bool = False
    length: int | None = None
    read_only: bool = False
    return_all_elements: bool = False
    references: tuple[Reference, ...] = ()
    masking: MaskingStrategy | None = None
    rules: FieldRules = field(default_factory=FieldRules)

    @property
    def ignores_case(self) -> bool:
        """Whether A-Z and a-z are one letter in its values as keys: no mail server tells Anna@ from anna@."""
        return self.identity == "email" if self.rules.ignore_case is None else self.rules.ignore_case


@dataclass(frozen=True, slots=True)
class CollectionRules:
    """What `fides_meta.dsr` says of a collection."""

    shared: bool | None = None  # its rows may belong to several people
    purposes: tuple[str, ...] = ()  # keys of processing activities
    legal_basis: str | None = None  # consent, contract, legal_obligation, legitimate_interests
    source: str | None = None  # art. 15(1)(g)
    recipients: tuple[str, ...] = ()  # keys of recipients
    retention: str | None = None  # key of a retention rule
    retention_from: str | None = None  # the field of the row from whose date the rule's period runs
    contact_since: str | None = None  # the field that says since when the row's address is the person's
    exclude: str | None = None  # the reason why the whole collection never comes out
    restriction: Mapping[str, Any] = field(default_factory=dict)  # how art. 18 is marked
    correction: Mapping[str, Any] = field(default_factory=dict)  # where a record that stays is corrected
    endpoint: Mapping[str, Any] = field(default_factory=dict)  # how an HTTP source reads and erases it
    files: Mapping[str, Any] = field(default_factory=dict)  # which field names a document of the row
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Collection:
    name: str
    fields: tuple[Field, ...]
    description: str | None = None
    data_categories: tuple[str, ...] = ()  # for every field
    after: tuple[CollectionAddress, ...] = ()
    erase_after: tuple[CollectionAddress, ...] = ()
    skip_processing: bool = False
    masking: MaskingStrategy | None = None  # strategy `delete` removes whole rows
    rules: CollectionRules = field(default_factory=CollectionRules)
    _every: tuple[tuple[str, Field], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_every", tuple(_walk_fields(self.fields, "")))

    def walk_fields(self) -> Iterator[tuple[str, Field]]:
        """Every field, parents before the fields nested in them, with its dotted path."""
        return iter(self._every)

    def categories_of(self, declared: Field) -> tuple[str, ...]:
        """The field's own categories and those of the whole collection."""
        return tuple(dict.fromkeys((*declared.data_categories, *self.data_categories)))

    def no_keys(self, path: str) -> frozenset[str]:
        """The texts that stand for "none" in a field."""
        fields = (declared for name, declared in self.walk_fields() if name == path)
        return frozenset(text for declared in fields for text in declared.rules.no_key)

    @property
    def primary_key(self) -> tuple[str, ...]:
        return tuple(path for path, declared in self.walk_fields() if declared.primary_key)


@dataclass(frozen=True, slots=True)
class Dataset:
    fides_key: str
    collections: tuple[Collection, ...]
    name: str | None = None
    description: str | None = None
    data_categories: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    namespace: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)  # the key `dsr` of the dataset's own fides_meta

    @property
    def sql_schema(self) -> str | None:
        """The SQL schema that `namespace` names, where it is not the connection's default one."""
        named = self.namespace.get("schema") or self.namespace.get("database_schema")
        return str(named) if named else None


@dataclass(frozen=True, slots=True)
class DataMap:
    datasets: tuple[Dataset, ...]
    _by_address: Mapping[CollectionAddress, Collection] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_address", dict(self.collections()))

    def collections(self) -> Iterator[tuple[CollectionAddress, Collection]]:
        for dataset in self.datasets:
            for collection in dataset.collections:
                yield CollectionAddress(dataset.fides_key, collection.name), collection

    def collection(self, address: CollectionAddress) -> Collection:
        """The collection at an address. Raises KeyError when the map has none."""
        try:
            return self._by_address[address]
        except KeyError:
            raise KeyError(str(address)) from None

    def identity_keys(self) -> frozenset[str]:
        """The kinds of identifier by which a subject can be found."""
        return frozenset(
            declared.identity
            for _, collection in self.collections()
            for _, declared in collection.walk_fields()
            if declared.identity
        )


def _walk_fields(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    for declared in fields:
        path = f"{prefix}{declared.name}"
        yield path, declared
        yield from _walk_fields(declared.fields, f"{path}.")
