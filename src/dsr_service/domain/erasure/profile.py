"""What an erasure wants of a collection: which fields are in scope, and so whether its rows go or are masked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dsr_service.domain.data_map.data_categories import covers, is_personal
from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, Field
from dsr_service.domain.data_map.source_schema import ColumnKind, TableSchema
from dsr_service.domain.erasure.retention_rules import Keep, RetentionRules

KEY_CATEGORY = "user.unique_id"


class Aim(StrEnum):
    """What is wanted of a subject's own row before the law and other rows have their say."""

    DELETE = "delete"
    MASK = "mask"
    FOLLOW = "follow"  # nothing personal in it: it goes with the rows that it belongs to
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ScopedField:
    path: str
    declared: Field
    categories: tuple[str, ...]
    personal: bool
    in_scope: bool
    key: bool  # a surrogate key, or refers to one: it says who belongs to whom and nothing else

    @property
    def column(self) -> str:
        return self.path.partition(".")[0]


@dataclass(frozen=True)
class CollectionProfile:
    address: CollectionAddress
    collection: Collection
    table: TableSchema | None
    fields: tuple[ScopedField, ...]
    aim: Aim
    keeps: tuple[Keep, ...] = ()
    columns: frozenset[str] = field(default_factory=frozenset)  # mapped, top level
    behind: tuple[CollectionAddress, ...] = ()  # of a view whose tables are all mapped: its rows are theirs

    @property
    def shows_others(self) -> bool:
        """Nothing is done to its rows: what becomes of the tables behind it shows in it."""
        return bool(self.behind)

    @property
    def names_people(self) -> bool:
        return any(each.declared.identity for each in self.fields)

    @property
    def in_scope(self) -> tuple[ScopedField, ...]:
        return tuple(each for each in self.fields if each.in_scope)

    def tells_apart(self, columns: Sequence[str]) -> bool:
        """Whether these columns are a key of the table."""
        return self.table is not None and set(columns) in [set(key) for key in self.table.unique_keys()]

    def kept_by(self, keep: Keep) -> frozenset[str]:
        """The personal fields that a rule covers, all of them where it names none, and those by which it judges a row.

        Without its date or its amount a row that is kept would be kept for ever, or for no longer, when it is looked
        at again.
        """
        told = [each for each in self.fields if each.personal or each.in_scope]
        covered = {each.path for each in told if keep.covers_field(each.path, each.categories)}
        return frozenset(
            covered | {each.path for each in told if each.path in keep.needs()} if covered else ()
        )


def profile(
    address: CollectionAddress,
    collection: Collection,
    table: TableSchema | None,
    scope: Sequence[str] | None,
    rules: RetentionRules,
    behind: tuple[CollectionAddress, ...] = (),
) -> CollectionProfile:
    """`scope` holds the categories to which the erasure is limited; None is everything."""
    fields = tuple(_scoped(collection, scope, table))
    personal = [each for each in fields if each.personal]
    wanted = [each for each in personal if each.in_scope]
    if behind:
        aim = Aim.NONE
    elif not personal:
        aim = Aim.FOLLOW
    elif len(wanted) == len(personal) or (wanted and collection.masking is not None):
        aim = Aim.DELETE  # all of it, or the map says that the row goes as soon as a part of it must
    else:
        aim = Aim.MASK if wanted else Aim.NONE
    if aim is Aim.DELETE and any(each.declared.read_only for each in fields):
        aim = Aim.MASK
    columns = frozenset(declared.name for declared in collection.fields)
    keeps = () if behind else rules.keeps_of(address, collection)
    return CollectionProfile(address, collection, table, fields, aim, keeps, columns, behind)


def _is_number(table: TableSchema | None, path: str) -> bool:
    """What is said of the whole collection says nothing of such a key: it names nobody."""
    column = table.column(path) if table else None
    return column is not None and column.kind in {ColumnKind.INTEGER, ColumnKind.UUID}


def _scoped(
    collection: Collection, scope: Sequence[str] | None, table: TableSchema | None
) -> list[ScopedField]:
    found: list[ScopedField] = []
    around: dict[str, tuple[str, ...]] = {}
    for path, declared in collection.walk_fields():
        inherited = around.get(path.rpartition(".")[0], collection.data_categories)
        categories = tuple(dict.fromkeys((*declared.data_categories, *inherited)))
        around[path] = categories
        if declared.fields:
            continue  # what it holds is judged by itself
        personal = any(is_personal(category) for category in categories)
        if declared.identity and not categories:
            personal = True  # who is found by it is named by it, whatever the map leaves unsaid
        in_scope = personal and (
            scope is None or any(covers(wanted, category) for wanted in scope for category in categories)
        )
        # a masked row must not be found again by the address that the map calls the system's
        in_scope = in_scope or (scope is None and bool(declared.identity))
        said = declared.data_categories if _is_number(table, path) else categories
        surrogate = all(covers(KEY_CATEGORY, category) or not is_personal(category) for category in said)
        # a customer's number that is the row's key stays even if people are found by it: others hold it
        primary = declared.primary_key or (table is not None and path in table.primary_key)
        named = bool(declared.identity) and not primary
        key = (primary or bool(declared.references)) and surrogate and not named
        found.append(ScopedField(path, declared, categories, personal, in_scope, key))
    return found
