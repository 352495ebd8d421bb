"""A section as CSV: RFC 4180, UTF-8, CRLF, one header line, no cell that a spreadsheet would run."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

import orjson

from dsr_service.domain.data_map.data_map import DataType
from dsr_service.formats.csv_cells import SPLITTERS, SUSPECT, guarded, is_number
from dsr_service.formats.json_values import encode
from dsr_service.formats.ndjson import batches, objects
from dsr_service.formats.package_texts import texts
from dsr_service.formats.packages import Column, PackageContents, Section
from dsr_service.formats.row_projection import struck_ground

_TEXT: Final = frozenset({str, type(None)})
_APART: Final = "\x84"  # between cells that are looked at together; no cell need be suspected for it
_SUSPECT_CELL: Final = re.compile(_APART + "[" + re.escape("".join(sorted(SUSPECT))) + "]")
_SPECIAL: Final = ('"', ",", "\n", "\r")  # to a cell with one of these belong quotes
_IS_SPECIAL: Final = re.compile("[" + "".join(_SPECIAL) + "]").search


class Struck:
    """The type of a value that was struck: only its mark is left."""


Observed = dict[str, set[type]]  # per top-level column, the Python types of its values
_NUMERIC: Final = frozenset({DataType.INTEGER, DataType.FLOAT})


def csv_chunks(section: Section, observed: Observed | None = None) -> Iterator[bytes]:
    """The header and the rows. An empty cell is no value or an empty text; data.json tells them apart.

    `observed` is filled with the types met in each column: the schemas promise no more than the data holds.
    """
    columns = section.cells
    seen: Observed = {} if observed is None else observed
    seen.update((column.path, set()) for column in columns)
    yield _lines([[_quoted(guarded(column.path))] for column in columns])
    names = [column.path for column in columns]
    for batch in batches(section.rows()):
        by_column = []
        for column, values in zip(columns, _columns(objects(batch), names), strict=True):
            cells, kinds = _cells(values, numeric=column.data_type in _NUMERIC)
            seen[column.path] |= _unstruck(values) if dict in kinds else kinds
            by_column.append(cells)
        yield _lines(by_column)


def table(rows: Iterable[Sequence[Any]]) -> bytes:
    """A small table as CSV, by the same rules."""
    columns = zip(*rows, strict=True)
    return _lines([_cells(column, numeric=False)[0] for column in columns])


def data_dictionary(contents: PackageContents, names: dict[str, str]) -> bytes:
    """What every column means; and what was left out, and why."""
    said = texts(contents.locale)
    rows: list[Sequence[Any]] = [
        ("dataset", "collection", "file", "field", "description", "data_type", "data_categories", "note")
    ]
    rows += (
        (
            section.dataset,
            section.collection,
            names[str(section.address)],
            column.path,
            column.description,
            type_name(column),
            " ".join(column.data_categories),
            f"{said['struck']}: {column.struck}" if column.struck else None,
        )
        for section in contents.sections
        for column in section.columns
    )
    for item in contents.left_out:
        address = item.address.collection
        note = ": ".join(filter(None, (said["left_out"], item.ground, item.reason)))
        rows.append((address.dataset, address.collection, None, item.address.path, None, None, None, note))
    return table(rows)


def type_name(column: Column) -> str | None:
    if column.data_type is None:
        return None
    return f"{column.data_type.value}[]" if column.is_array else column.data_type.value


def _columns(rows: list[dict[str, Any]], names: list[str]) -> list[Sequence[Any]]:
    try:
        return [[row[name] for row in rows] for name in names]
    except KeyError:  # a source that leaves empty fields out
        return [[row.get(name) for row in rows] for name in names]


def _unstruck(values: Sequence[Any]) -> set[type]:
    """The types in a column, with struck values as a type of their own."""
    return {type(value) if struck_ground(value) is None else Struck for value in values}


def _cells(values: Sequence[Any], *, numeric: bool) -> tuple[Sequence[str], set[type]]:
    """A column's cells and the types of its values, looked at as a whole first: most columns need nothing done.

    csv.writer looks at every character of every cell, which takes twice as long.
    """
    try:
        joined = _APART.join(values)
        kinds: set[type] = {str}
    except TypeError:
        kinds = set(map(type, values))
        if kinds == {int}:
            return orjson.dumps(values)[1:-1].decode().split(","), kinds
        if not kinds <= _TEXT:
            return _quoted_cells([_cell(value, numeric=numeric) for value in values]), kinds
        values = ["" if value is None else value for value in values]
        joined = _APART.join(values)
    if _SUSPECT_CELL.search(_APART + joined) or any(splitter in joined for splitter in SPLITTERS):
        return _quoted_cells([_cell(value, numeric=numeric) for value in values]), kinds
    return _quoted_cells(values, joined), kinds


def _quoted_cells(cells: Sequence[str], joined: str | None = None) -> Sequence[str]:
    joined = _APART.join(cells) if joined is None else joined
    if any(special in joined for special in _SPECIAL):
        return [_quoted(text) for text in cells]
    return cells


def _cell(value: Any, *, numeric: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value if numeric and is_number(value) else guarded(value)
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        ground = struck_ground(value)
        return f"[redacted: {ground}]" if ground else guarded(encode(value).decode())
    return str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _IS_SPECIAL(text) else text


def _lines(columns: Sequence[Sequence[str]]) -> bytes:
    """Cells, quoted already, as lines."""
    if len(columns) == 1:  # an empty line would be no record
        columns = [[cell or '""' for cell in columns[0]]]
    text = "\r\n".join(map(",".join, zip(*columns, strict=True)))
    return f"{text}\r\n".encode(errors="backslashreplace") if text else b""  # lone surrogates are no UTF-8


def csv_names(sections: Iterable[Section]) -> dict[str, str]:
    """`dataset.collection` -> the name of its file: plain ASCII, unique even where case does not count."""
    names: dict[str, str] = {}
    taken = {"data-dictionary"}
    for section in sections:
        plain = "".join(
            c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in str(section.address)
        )
        stem = plain.strip(".")[:120] or "collection"
        candidates = chain((stem,), (f"{stem}-{number}" for number in range(2, 1_000_000)))
        name = next(candidate for candidate in candidates if candidate.lower() not in taken)
        taken.add(name.lower())
        names[str(section.address)] = f"csv/{name}.csv"
    return names
