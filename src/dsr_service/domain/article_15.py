"""The information of art. 15(1)(a)-(h) and 15(2), assembled from data map and registers, and its gate.

An access answer has three parts, all mandatory: the confirmation, the copy and this information.
`missing_parts` names what is not there yet, so that no answer leaves without it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap, Dataset
from dsr_service.domain.localized_text import LocalizedText
from dsr_service.domain.processing_activities import LegalBasis, ProcessingActivity
from dsr_service.domain.recipients import Recipient
from dsr_service.domain.rights import Right

# Art. 15(1)(e) names the first four; portability and the withdrawal of consent complete the list.
OTHER_RIGHTS: Final = (
    Right.RECTIFICATION,
    Right.ERASURE,
    Right.RESTRICTION,
    Right.OBJECTION,
    Right.PORTABILITY,
    Right.CONSENT_WITHDRAWAL,
)


@dataclass(frozen=True, slots=True)
class SupervisoryAuthority:
    """Where a complaint may be lodged (art. 15(1)(f))."""

    name: str
    website: str
    address: str | None = None


CNIL: Final = SupervisoryAuthority(
    "CNIL (Commission nationale de l'informatique et des libertés)",
    "https://www.cnil.fr/fr/plaintes",
    "3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, France",
)


@dataclass(frozen=True, slots=True)
class Controller:
    name: str
    contact: str  # the privacy mailbox or address
    address: str | None = None
    dpo_contact: str | None = None
    authority: SupervisoryAuthority | None = CNIL

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "Controller":
        """Read a register entry; without an authority it is the CNIL."""
        authority = entry.get("authority")
        return cls(
            name=entry["name"],
            contact=entry["contact"],
            address=entry.get("address"),
            dpo_contact=entry.get("dpo_contact"),
            authority=SupervisoryAuthority(**authority) if authority else CNIL,
        )


@dataclass(frozen=True, slots=True)
class CollectionInformation:
    """What is said about one collection that was searched."""

    address: CollectionAddress
    description: str | None
    rows: int  # 0 is "searched, nothing found"
    copied: bool  # the copy of its rows is in the package, or the map leaves it out with a reason
    data_categories: tuple[str, ...]
    activities: tuple[str, ...]  # keys of processing activities
    recipients: tuple[str, ...]  # keys of recipients, those of the activities included
    source: LocalizedText | None
    provided: bool  # every field was provided by the person
    retention: LocalizedText | None
    legal_basis: LegalBasis | None = None  # where the map states one; else that of the activities

    def with_rows(self, rows: int, *, copied: bool) -> "CollectionInformation":
        return CollectionInformation(
            self.address, self.description, rows, copied or self.copied, self.data_categories, self.activities,
            self.recipients, self.source, self.provided, self.retention, self.legal_basis,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Article15Information:
    """All that art. 15 asks to be told beside the copy."""

    confirmed: bool | None  # data of the person are processed; None while the search is not complete
    controller: Controller
    collections: tuple[CollectionInformation, ...]
    activities: Mapping[str, ProcessingActivity]  # those that concern the person, by key
    recipients: Mapping[str, Recipient]
    rights: tuple[Right, ...] = OTHER_RIGHTS
    not_searched: tuple[CollectionAddress, ...] = ()  # a source was down

    @property
    def held(self) -> tuple[CollectionInformation, ...]:
        """The collections in which something about the person was found."""
        return tuple(collection for collection in self.collections if collection.rows)

    @property
    def data_categories(self) -> tuple[str, ...]:
        return tuple(sorted({category for c in self.held for category in c.data_categories}))

    @property
    def transfers(self) -> tuple[Recipient, ...]:
        """Recipients outside the EEA (art. 15(2))."""
        return tuple(recipient for recipient in self.recipients.values() if recipient.outside_eea)


def assemble(
    data_map: DataMap,
    found: Mapping[CollectionAddress, int],
    activities: Mapping[str, ProcessingActivity],
    recipients: Mapping[str, Recipient],
    controller: Controller,
    *,
    not_searched: Iterable[CollectionAddress] = (),
    retention_rules: Mapping[str, LocalizedText] | None = None,
    copied: Iterable[CollectionAddress] | None = None,
    told: Mapping[CollectionAddress, CollectionInformation] | None = None,
) -> Article15Information:
    """Join map, registers and the number of rows found per searched collection.

    `copied` names the collections whose rows are in the package (all searched ones by default); `told` is what
    `told_of` gave for these activities and rules, where it is at hand.
    """
    in_copy = set(found if copied is None else copied)
    known = told_of(data_map, activities, retention_rules) if told is None else told
    collections = tuple(
        about.with_rows(found[address], copied=address in in_copy)
        for address, about in known.items()
        if address in found
    )
    used = {key for collection in collections if collection.rows for key in collection.activities}
    receiving = {key for collection in collections if collection.rows for key in collection.recipients}
    gaps = tuple(sorted(not_searched))
    any_rows = any(collection.rows for collection in collections)
    return Article15Information(
        confirmed=True if any_rows else (None if gaps else False),
        controller=controller,
        collections=collections,
        activities={key: activity for key, activity in sorted(activities.items()) if key in used},
        recipients={key: recipient for key, recipient in sorted(recipients.items()) if key in receiving},
        not_searched=gaps,
    )


def missing_parts(information: Article15Information) -> list[str]:
    """What an access answer still lacks, as `part` or `part: what it concerns`; empty when it may leave."""
    missing = []
    if information.confirmed is None:
        missing.append("confirmation")
    missing += [f"search: {address}" for address in information.not_searched]
    if information.confirmed:
        missing += [f"copy: {held.address}" for held in information.held if not held.copied]
        missing += _missing_per_collection(information)
        missing += _missing_recipients(information)
    if not set(OTHER_RIGHTS[:4]) <= set(information.rights):
        missing.append("rights")  # (e)
    authority = information.controller.authority
    if authority is None or not (authority.name and authority.website):
        missing.append("complaint")  # (f)
    return missing


def _missing_per_collection(information: Article15Information) -> Iterator[str]:
    for held in information.held:
        known = [information.activities[key] for key in held.activities if key in information.activities]
        unknown = [key for key in held.activities if key not in information.activities]
        yield from (f"purposes: {held.address} names {key}, which no register holds" for key in unknown)
        if not known:
            yield f"purposes: {held.address}"  # (a)
        if not held.data_categories:
            yield f"categories: {held.address}"  # (b)
        if held.retention is None and not (known and all(activity.retention for activity in known)):
            yield f"retention: {held.address}"  # (d)
        if held.source is None and not held.provided and not any(a.source for a in known):
            yield f"source: {held.address}"  # (g)
    for key, activity in information.activities.items():
        if activity.purpose is None:
            yield f"purposes: {key}"
        if activity.legal_basis is None and any(
            key in held.activities and held.legal_basis is None for held in information.held
        ):
            yield f"legal basis: {key}"
        if activity.automated_decisions is None:
            yield f"automated decisions: {key}"  # (h): their absence is said too


def _missing_recipients(information: Article15Information) -> Iterator[str]:
    named = {key for held in information.held for key in held.recipients}
    yield from (f"recipients: {key}" for key in sorted(named - information.recipients.keys()))  # (c)
    for key, recipient in information.recipients.items():
        if not recipient.country:
            yield f"recipients: country of {key}"
        elif recipient.outside_eea and recipient.safeguard is None:
            yield f"transfers: safeguard of {key}"  # 15(2)


def told_of(
    data_map: DataMap,
    activities: Mapping[str, ProcessingActivity],
    retention_rules: Mapping[str, LocalizedText] | None = None,
) -> Mapping[CollectionAddress, CollectionInformation]:
    """What map and registers say of each collection, in the map's order, before anything was searched."""
    every = (
        _about(dataset, collection, activities, retention_rules or {})
        for dataset in data_map.datasets
        for collection in dataset.collections
    )
    return {about.address: about for about in every}


def _about(
    dataset: Dataset,
    collection: Collection,
    activities: Mapping[str, ProcessingActivity],
    retention_rules: Mapping[str, LocalizedText],
) -> CollectionInformation:
    address = CollectionAddress(dataset.fides_key, collection.name)
    rules = collection.rules
    keys = rules.purposes or _keys(dataset.rules.get("purposes"))
    receiving = [*(rules.recipients or _keys(dataset.rules.get("recipients")))]
    for key in keys:
        receiving += activities[key].recipients if key in activities else ()
    retention = rules.retention or dataset.rules.get("retention")
    basis = rules.legal_basis or dataset.rules.get("legal_basis")
    categories = {
        category
        for _, declared in collection.walk_fields()
        for category in (*collection.categories_of(declared), *dataset.data_categories)
    }
    return CollectionInformation(
        address=address,
        description=collection.description,
        rows=0,
        copied=rules.exclude is not None,
        data_categories=tuple(sorted(categories)),
        activities=keys,
        recipients=tuple(dict.fromkeys(receiving)),
        source=LocalizedText.of(rules.source or dataset.rules.get("source")),
        provided=provided_throughout(dataset, collection),
        retention=retention_rules.get(str(retention)) if retention else None,
        legal_basis=LegalBasis(basis) if basis in set(LegalBasis) else None,
    )


def provided_throughout(dataset: Dataset, collection: Collection) -> bool:
    """Whether the person gave every field: then the source (art. 15(1)(g)) is the person."""
    default = collection.rules.extra.get("provided", dataset.rules.get("provided"))
    leaves = [declared for _, declared in collection.walk_fields() if not declared.fields]
    return bool(leaves) and all(
        default if declared.rules.provided is None else declared.rules.provided for declared in leaves
    )


def _keys(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(key) for key in value) if isinstance(value, (list, tuple)) else ()
