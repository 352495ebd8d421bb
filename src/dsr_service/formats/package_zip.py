"""A package as one ZIP: its parts in a fixed order, the CSV files first, the manifest of sums last."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

import orjson

from dsr_service.domain.attachments import Attachment
from dsr_service.domain.data_map.data_map import DataType
from dsr_service.domain.localized_text import language_of
from dsr_service.formats.csv_cells import guarded
from dsr_service.formats.json_values import JsonNumber
from dsr_service.formats.package_csv import Observed, Struck, csv_chunks, csv_names, data_dictionary
from dsr_service.formats.package_html import html_chunks
from dsr_service.formats.package_json import information_document, json_chunks
from dsr_service.formats.package_json_schema import json_schema
from dsr_service.formats.package_texts import INFORMATION_LINE, README, texts
from dsr_service.formats.packages import Column, PackageContents, Section
from dsr_service.formats.zip_archive import Member, ZipArchive

CSV: Final = "text/csv; charset=utf-8; header=present"
JSON: Final = "application/json"
SCHEMA: Final = "application/schema+json"
HTML: Final = "text/html; charset=utf-8"
BYTES: Final = "application/octet-stream"  # what a stranger's file is, is not ours to say
TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the package, made when its turn comes: some tell of those before them."""

    name: str
    media_type: str
    chunks: Callable[[Sequence[Member]], Iterator[bytes]]
    collection: str | None = None  # the `dataset.collection` whose CSV file this is
    rows: int | None = None  # of that collection, as `fields`
    fields: tuple[str, ...] = ()
    ends_csv: bool = False  # what came until here is the archive of the CSV files


def parts(contents: PackageContents) -> Iterator[Part]:
    """The files in the order in which they are written."""
    names = csv_names(contents.sections)
    observed: dict[str, Observed] = {str(section.address): {} for section in contents.sections}
    for section in contents.sections:
        yield _csv_part(section, names, observed)
    yield _small("csv/data-dictionary.csv", CSV, lambda _: data_dictionary(contents, names))
    yield Part(
        "datapackage.json",
        JSON,
        lambda done: iter((data_package(contents, names, observed, done),)),
        ends_csv=True,
    )
    yield Part("data.json", JSON, lambda _: json_chunks(contents))
    yield _small("data.schema.json", SCHEMA, lambda _: json_schema(contents, observed))
    if contents.article_15 is not None:
        yield _small("information.json", JSON, lambda _: information_document(contents))
    for file in contents.files:
        if file.content is not None:
            yield _attached(file.attachment, file.content)
    yield _small("README.txt", TEXT, lambda _: readme(contents))
    yield Part("index.html", HTML, lambda _: html_chunks(contents, names))
    yield _small("manifest.json", JSON, lambda done: manifest(contents, done))


def zip_chunks(contents: PackageContents) -> Iterator[bytes]:
    """The whole package."""
    archive = ZipArchive(contents.generated_at)
    for part in parts(contents):
        yield from archive.add(part.name, part.chunks(archive.members))
    yield archive.directory()


def _csv_part(section: Section, names: dict[str, str], observed: dict[str, Observed]) -> Part:
    address = str(section.address)
    return Part(
        names[address],
        CSV,
        lambda _: csv_chunks(section, observed[address]),
        address,
        section.row_count,
        tuple(column.path for column in section.columns),
    )


def _attached(attachment: Attachment, content: Callable[[], Iterator[bytes]]) -> Part:
    return Part(attachment.path or "", BYTES, lambda _: content())


def _small(name: str, media_type: str, made: Callable[[Sequence[Member]], bytes]) -> Part:
    return Part(name, media_type, lambda done: iter((made(done),)))


def manifest(contents: PackageContents, done: Sequence[Member]) -> bytes:
    """Size and SHA-256 of every other file; what was struck by hand (no row or field: all of them)."""
    body = {
        "reference": contents.reference,
        "right": contents.right.value,
        "generated_at": _instant(contents),
        "read_at": {
            dataset: [at.astimezone(UTC).isoformat().replace("+00:00", "Z") for at in times]
            for dataset, times in contents.read_at.items()
        },
        "redactions": [
            {"collection": cell.collection, "row": cell.row, "field": cell.field, "ground": cell.ground}
            for cell in contents.struck
        ],
        "parts": [{"path": part.name, "size": part.size, "sha256": part.sha256} for part in done],
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def readme(contents: PackageContents) -> bytes:
    language = language_of(contents.locale)
    said = texts(contents.locale)
    return (
        README[language]
        .format(
            title=said[f"{contents.right}.title"],
            lead=said[f"{contents.right}.lead"],
            reference=contents.reference,
            generated_at=_instant(contents),
            controller=contents.controller.name,
            information=INFORMATION_LINE[language] if contents.article_15 else "",
        )
        .encode()
    )


def data_package(
    contents: PackageContents,
    names: dict[str, str],
    observed: dict[str, Observed],
    done: Sequence[Member],
) -> bytes:
    """The CSV files as a Frictionless Data Package (v1 descriptor, which v2 readers take too)."""
    written = {member.name: member for member in done}
    resources = []
    for section in contents.sections:
        member = written[names[str(section.address)]]
        slug = member.name.removeprefix("csv/").removesuffix(".csv").lower()
        resources.append(
            {
                "name": slug,
                "path": member.name,
                "profile": "tabular-data-resource",
                "title": section.title or slug,
                "description": section.description or "",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": member.size,
                "hash": f"sha256:{member.sha256}",
                "dialect": {
                    "delimiter": ",",
                    "lineTerminator": "\r\n",
                    "quoteChar": '"',
                    "doubleQuote": True,
                    "header": True,
                },
                "schema": {
                    "fields": [
                        _field(column, observed[str(section.address)].get(column.path, set()))
                        for column in section.cells
                    ],
                    "missingValues": [""],
                },
            }
        )
    body = {
        "profile": "tabular-data-package",
        "name": contents.reference.lower(),
        "title": texts(contents.locale)[f"{contents.right}.title"],
        "created": _instant(contents),
        "resources": resources,
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _field(column: Column, kinds: set[type]) -> dict[str, Any]:
    field: dict[str, Any] = {"name": guarded(column.path), "type": _table_type(column, kinds - {type(None)})}
    if column.description:
        field["description"] = column.description
    if column.data_categories:
        field["dataCategories"] = list(column.data_categories)
    return field


def _table_type(column: Column, kinds: set[type]) -> str:
    """What the cells can be read as: never more than the values met allow."""
    if column.struck or Struck in kinds:
        return "string"  # the mark stands among the values
    if not kinds:
        return "any"
    if kinds <= {int}:
        return "integer"
    if kinds <= {int, float, JsonNumber}:
        return "number"
    if kinds == {str} and column.data_type is DataType.FLOAT:
        return "number"  # exact decimals travel as text
    simple = {frozenset({bool}): "boolean", frozenset({list}): "array", frozenset({dict}): "object"}
    return simple.get(frozenset(kinds), "string")


def _instant(contents: PackageContents) -> str:
    return contents.generated_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
