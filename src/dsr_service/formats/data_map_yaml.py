"""Fideslang Dataset YAML with our key `dsr` -> DataMap; every fault with its line and column, all at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dsr_service.domain.data_map.data_map import (
    Collection,
    CollectionAddress,
    DataMap,
    Dataset,
    DataType,
    Direction,
    Field,
    FieldAddress,
    MaskingStrategy,
    Reference,
)
from dsr_service.domain.data_map.findings import DataMapInvalid, Finding, Severity
from dsr_service.domain.data_map.reference_checks import faults_between
from dsr_service.formats.data_map_keys import FILE
from dsr_service.formats.data_map_rules import collection_rules, field_rules, text_of_key
from dsr_service.formats.shapes import Path, Reading
from dsr_service.formats.yaml_tree import YamlFault, read_tree

_DATASET_RULES = ("kind", "api", "form")
_INHERITED = ("purposes", "legal_basis", "source", "recipients", "retention", "provided")
_READABLE = {"unknown_key", "duplicate_key", "unknown_value"}  # faults past which the rest can be judged


@dataclass(slots=True)
class DataMapFile:
    """A read file: the map where it could be built, what was found, and where each address stands."""

    data_map: DataMap | None
    findings: list[Finding]
    custom_categories: frozenset[str] = frozenset()
    _reading: Reading = field(default_factory=Reading)
    _paths: dict[str, Path] = field(default_factory=dict)

    def placed(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings of a later check, each with the line and column of what it is about."""
        return [finding if finding.line else self._place(finding) for finding in findings]

    def _place(self, finding: Finding) -> Finding:
        address = finding.address or ""
        while address and address not in self._paths:
            address = address.rpartition(".")[0]
        path = self._paths.get(address, ("dataset",))
        aspect = finding.aspect
        if aspect[:2] == ("fides_meta", "dsr") and (*path, "dsr") in self._reading.marks:
            aspect = aspect[1:]  # the key stands beside fides_meta
        mark = self._reading.mark_of((*path, *aspect))
        return finding.at(mark.line, mark.column)


def read_data_map(content: bytes) -> DataMap:
    """The map in a file. Raises DataMapInvalid with all faults that were found."""
    read = parse_data_map(content)
    faults = [finding for finding in read.findings if finding.severity is Severity.ERROR]
    if read.data_map is None or faults:
        raise DataMapInvalid(sorted(faults, key=lambda finding: (finding.line or 0, finding.column or 0)))
    return read.data_map


def parse_data_map(content: bytes) -> DataMapFile:
    """The map in a file as far as it can be read, with the faults that were found."""
    reading = Reading()
    try:
        tree, duplicates = read_tree(content)
    except YamlFault as fault:
        reading.fault(fault.code, fault.message, fault.mark)
        return DataMapFile(None, reading.findings)
    for duplicate in duplicates:
        reading.fault(duplicate.code, duplicate.message, duplicate.mark)
    values = FILE.read(tree, (), reading)
    if values is None or any(finding.code not in _READABLE for finding in reading.findings):
        return DataMapFile(None, reading.findings)
    builder = _Builder(reading)
    data_map = builder.data_map(values)
    read = DataMapFile(data_map, reading.findings, _custom_categories(values), reading, builder.paths)
    reading.findings += read.placed(faults_between(data_map))
    return read


def _custom_categories(values: dict[str, Any]) -> frozenset[str]:
    listed = values.get("data_category", [])
    entries = listed if isinstance(listed, list) else []
    return frozenset(
        str(entry["fides_key"]) for entry in entries if isinstance(entry, dict) and "fides_key" in entry
    )


class _Builder:
    """Turns checked values into the domain's, and remembers where each address stands in the file."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.paths: dict[str, Path] = {}

    def data_map(self, values: dict[str, Any]) -> DataMap:
        known = {
            dataset["fides_key"]: frozenset(c["name"] for c in dataset["collections"])
            for dataset in values["dataset"]
        }
        self._addresses = _Addresses(known)
        defaults = values.get("dsr", {})
        return DataMap(
            tuple(
                self._dataset(dataset, ("dataset", index), defaults)
                for index, dataset in enumerate(values["dataset"])
            )
        )

    def _name(self, address: str, path: Path, key: str) -> None:
        if address in self.paths:
            first = self.reading.mark_of((*self.paths[address], key)).line
            message = f"'{address}' stands here a second time (first on line {first})."
            self.reading.fault("duplicate_name", message, self.reading.mark_of((*path, key)))
            return
        self.paths[address] = path

    def _rules(self, values: dict[str, Any], path: Path) -> dict[str, Any]:
        """The key `dsr`, which stands inside fides_meta or beside it."""
        inside = values.get("fides_meta", {}).get("dsr")
        beside = values.get("dsr")
        if inside is not None and beside is not None:
            mark = self.reading.mark_of((*path, "dsr"))
            self.reading.fault("duplicate_key", "'dsr' is given both inside and beside fides_meta.", mark)
        return dict(inside or beside or {})

    def _dataset(self, values: dict[str, Any], path: Path, defaults: dict[str, Any]) -> Dataset:
        key = values["fides_key"]
        self._name(key, path, "fides_key")
        meta = values.get("fides_meta", {})
        rules = {**defaults, **self._rules(values, path)}
        categories = tuple(values.get("data_categories", ()))
        inherited = {name: rules[name] for name in _INHERITED if name in rules}
        return Dataset(
            fides_key=key,
            name=values.get("name"),
            description=values.get("description"),
            data_categories=categories,
            after=tuple(meta.get("after", ())),
            namespace=meta.get("namespace", {}),
            rules={name: rules[name] for name in (*_INHERITED, *_DATASET_RULES) if name in rules},
            collections=tuple(
                self._collection(collection, key, (*path, "collections", index), categories, inherited)
                for index, collection in enumerate(values["collections"])
            ),
        )

    def _collection(
        self,
        values: dict[str, Any],
        dataset: str,
        path: Path,
        categories: tuple[str, ...],
        inherited: dict[str, Any],
    ) -> Collection:
        address = CollectionAddress(dataset, values["name"])
        self._name(str(address), path, "name")
        meta = values.get("fides_meta", {})
        rules = {**inherited, **self._rules(values, path)}
        masking = meta.get("masking_strategy_override")
        own = tuple(values.get("data_categories", ()))
        return Collection(
            name=address.collection,
            description=values.get("description"),
            data_categories=tuple(dict.fromkeys((*own, *categories))),
            after=self._addresses.all(meta.get("after", ())),
            erase_after=self._addresses.all(meta.get("erase_after", ())),
            skip_processing=meta.get("skip_processing", False),
            masking=MaskingStrategy(masking["strategy"]) if masking else None,
            rules=collection_rules(rules),
            fields=self._fields(values["fields"], str(address), (*path, "fields"), rules),
        )

    def _fields(
        self, listed: list[dict[str, Any]], owner: str, path: Path, collection_rules: dict[str, Any]
    ) -> tuple[Field, ...]:
        return tuple(
            self._field(values, owner, (*path, index), collection_rules)
            for index, values in enumerate(listed)
        )

    def _field(
        self, values: dict[str, Any], owner: str, path: Path, collection_rules: dict[str, Any]
    ) -> Field:
        address = f"{owner}.{values['name']}"
        self._name(address, path, "name")
        meta = values.get("fides_meta", {})
        rules = self._rules(values, path)
        kind, is_array = _data_type(meta.get("data_type"))
        masking = meta.get("masking_strategy_override")
        nested = self._fields(values.get("fields", []), address, (*path, "fields"), collection_rules)
        self._check_shape(nested, kind, is_array, "return_all_elements" in meta, path)
        return Field(
            name=values["name"],
            description=values.get("description"),
            data_categories=tuple(values.get("data_categories", ())),
            fields=nested,
            primary_key=meta.get("primary_key", False),
            identity=meta.get("identity"),
            data_type=kind,
            is_array=is_array,
            length=meta.get("length"),
            read_only=meta.get("read_only", False),
            return_all_elements=meta.get("return_all_elements", False),
            references=tuple(self._reference(r, rules.get("link")) for r in meta.get("references", ())),
            masking=MaskingStrategy(masking["strategy"], masking.get("configuration", {}))
            if masking
            else None,
            rules=field_rules(rules, collection_rules, values["name"]),
        )

    def _check_shape(
        self, nested: tuple[Field, ...], kind: DataType | None, is_array: bool, returns_all: bool, path: Path
    ) -> None:
        mark = self.reading.mark_of((*path, "fides_meta", "data_type"))
        if nested and kind not in (None, DataType.OBJECT):
            message = "A field with nested fields has the data type object or object[], or none."
            self.reading.fault("nested_type", message, mark)
        if returns_all and not is_array:
            message = "'return_all_elements' is only for arrays: the data_type must end in []."
            place = self.reading.mark_of((*path, "fides_meta", "return_all_elements"))
            self.reading.fault("not_an_array", message, place)

    def _reference(self, values: dict[str, Any], link: str | None) -> Reference:
        collection, path = self._addresses.field(values["dataset"], values["field"])
        return Reference(
            target=FieldAddress(CollectionAddress(values["dataset"], collection), path),
            direction=Direction(values.get("direction", Direction.BOTH)),
            link=values.get("dsr", {}).get("link", link),
            when=tuple(
                (name, text_of_key(value))
                for name, value in sorted(values.get("dsr", {}).get("when", {}).items())
            ),
        )


class _Addresses:
    """Splits dotted addresses by the names that the file has, since dataset and table names may hold dots."""

    def __init__(self, known: dict[str, frozenset[str]]) -> None:
        self._known = known

    def all(self, dotted: Iterable[str]) -> tuple[CollectionAddress, ...]:
        return tuple(self._collection(text) for text in dotted)

    def _collection(self, text: str) -> CollectionAddress:
        parts = text.split(".")
        for split in range(1, len(parts)):
            dataset, name = ".".join(parts[:split]), ".".join(parts[split:])
            if name in self._known.get(dataset, ()):
                return CollectionAddress(dataset, name)
        return CollectionAddress(*text.split(".", 1))

    def field(self, dataset: str, text: str) -> tuple[str, str]:
        """`collection.field.sub` as collection and path within it."""
        parts = text.split(".")
        for split in range(len(parts) - 1, 0, -1):
            name = ".".join(parts[:split])
            if name in self._known.get(dataset, ()):
                return name, ".".join(parts[split:])
        collection, _, path = text.partition(".")
        return collection, path


def _data_type(text: str | None) -> tuple[DataType | None, bool]:
    if text is None:
        return None, False
    return DataType(text.removesuffix("[]")), text.endswith("[]")
