"""What an export package is made of: values that the formats turn into bytes without knowing any source."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dsr_service.domain.article_15 import Article15Information, Controller
from dsr_service.domain.attachments import Attachment
from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataType, FieldAddress
from dsr_service.domain.data_map.selection import LeftOut, Selection
from dsr_service.domain.redactions import Target
from dsr_service.domain.rights import Right
from dsr_service.formats.row_projection import Strikes, projected

Rows = Callable[
    [], Iterator[bytes]
]  # each chunk holds whole lines of one JSON object each; called per format


@dataclass(frozen=True, slots=True)
class Column:
    """A field that leaves; a nested one has a dotted path and lies inside the cell of its parent."""

    path: str
    description: str | None = None
    data_categories: tuple[str, ...] = ()
    data_type: DataType | None = None
    is_array: bool = False
    struck: str | None = None  # the ground by which all its values are struck (art. 15(4), 20(4))
    nested: bool = False  # not every dot tells so: a name may hold one


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one collection. No rows is "searched, nothing found", and is said."""

    dataset: str
    collection: str
    columns: tuple[Column, ...]
    row_count: int
    rows: Rows
    title: str | None = None
    description: str | None = None

    @property
    def address(self) -> CollectionAddress:
        return CollectionAddress(self.dataset, self.collection)

    @property
    def cells(self) -> tuple[Column, ...]:
        """The columns of a table: nested ones lie inside their parent's cell."""
        return tuple(column for column in self.columns if not column.nested)


@dataclass(frozen=True, slots=True)
class Redaction:
    """Values that were struck because they belong to others, and the ground."""

    address: FieldAddress
    ground: str
    rows: int | None = None  # how many, where a reviewer struck single cells


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that a row refers to; without `content` it is only told why it is not there."""

    attachment: Attachment
    content: Callable[[], Iterator[bytes]] | None = None


@dataclass(frozen=True, slots=True)
class PackageContents:
    """One package for one right, complete: the formats add nothing of their own."""

    reference: str
    right: Right  # access or portability
    locale: str
    generated_at: datetime
    controller: Controller
    sections: tuple[Section, ...]
    read_at: Mapping[str, tuple[datetime, ...]] = field(
        default_factory=dict
    )  # per dataset; two after a restart
    identified_by: tuple[str, ...] = ()  # kinds of identifier searched for, never their values
    article_15: Article15Information | None = None  # an access package has it
    left_out: tuple[LeftOut, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    struck: tuple[Target, ...] = ()  # by a reviewer, one by one
    files: tuple[AttachedFile, ...] = ()


def section_of(
    collection: Collection,
    selection: Selection,
    rows: Rows,
    row_count: int,
    *,
    title: str | None = None,
    strikes: Strikes | None = None,
    projected_already: bool = False,
    own: Mapping[FieldAddress, frozenset[str]] | None = None,
) -> Section:
    """The section of a collection: `rows` as the walk read them, less what the selection keeps back.

    Rows that come out of an earlier package are `projected_already`: only `strikes` remain to be made.
    """
    columns, dropped = _shape_of(collection, selection)
    struck = {} if projected_already else selection.struck
    dropped = () if projected_already else dropped
    unless = {
        path: (name, (own or {}).get(FieldAddress(selection.collection, name), frozenset()))
        for path, name in selection.unless.items()
    }
    touched = bool(dropped or struck or strikes)
    return Section(
        selection.collection.dataset,
        selection.collection.collection,
        columns,
        row_count,
        (lambda: projected(rows(), dropped, struck, strikes, unless)) if touched else rows,
        title or _title(collection.name),
        collection.description,
    )


_Shape = tuple[tuple[Column, ...], tuple[str, ...]]  # the columns that leave, the paths that do not
_SHAPES: Final = 4096
_shapes: dict[tuple[int, int], tuple[Collection, Selection, _Shape]] = {}


def _shape_of(collection: Collection, selection: Selection) -> _Shape:
    """Worked out once for the very same two, which are held so that their ids stay theirs."""
    known = _shapes.get((id(collection), id(selection)))
    if known is None:
        if len(_shapes) >= _SHAPES:
            _shapes.clear()
        known = _shapes[id(collection), id(selection)] = collection, selection, _shape(collection, selection)
    return known[2]


def _shape(collection: Collection, selection: Selection) -> _Shape:
    declared = dict(collection.walk_fields())
    top = {outer.name for outer in collection.fields}
    kept = set(selection.kept)
    columns = tuple(
        Column(
            path,
            declared[path].description,
            collection.categories_of(declared[path]),
            declared[path].data_type,
            declared[path].is_array,
            None if path in selection.unless else selection.struck.get(path),
            nested=path not in top,
        )
        for path in selection.kept
    )
    return columns, tuple(path for path in declared if path not in kept)


def redactions_of(selection: Selection) -> tuple[Redaction, ...]:
    return tuple(
        Redaction(FieldAddress(selection.collection, path), g) for path, g in selection.struck.items()
    )


def _title(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
