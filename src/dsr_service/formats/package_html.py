"""A package as one page that a person can read on a phone: French or English, no script, nothing loaded."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, get_month_names
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from dsr_service.domain.article_15 import Article15Information, CollectionInformation
from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.localized_text import LocalizedText, language_of, text_in
from dsr_service.formats.ndjson import batches, objects
from dsr_service.formats.package_texts import texts
from dsr_service.formats.packages import Column, PackageContents, Section
from dsr_service.formats.plain_names import category_name, name_of
from dsr_service.formats.row_projection import struck_ground

ROWS_SHOWN: Final = 50  # per collection; the CSV file has them all
CELL_SHOWN: Final = 600  # characters
_PIECES: Final = 256  # of the page that are put together at a time
WIDE: Final = 6  # a table of more columns reads better as cards, on a large screen too

_STYLE: Final = files("dsr_service.formats").joinpath("templates/package.css").read_text(encoding="utf-8")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
PAGE_STYLE: Final = _STYLE
POLICY: Final = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("dsr_service.formats"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=False,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class View:
    """One collection as the page shows it."""

    section: Section
    id: str
    file: str
    fields: Markup
    heads: Markup
    rows: tuple[Markup, ...]
    wide: bool

    @property
    def shown(self) -> int:
        return len(self.rows)


def html_chunks(contents: PackageContents, csv_files: Mapping[str, str]) -> Iterator[bytes]:
    """The page; only the collection being written is in memory."""
    locale = contents.locale
    told = contents.article_15
    said = texts(locale)
    ids = {str(section.address): f"c{number}" for number, section in enumerate(contents.sections, 1)}
    found = [section for section in contents.sections if section.row_count]
    pieces = _template(locale).generate(
        contents=contents,
        told=told,
        right=contents.right.value,
        language=language_of(locale),
        policy=POLICY,
        style=Markup(_STYLE),  # noqa: S704 - our own file; nothing of a person's is in it
        t=said,
        ids=ids,
        copy_title=said["copy" if contents.right.value == "access" else "portability.copy"],
        views=(_view(s, ids[str(s.address)], csv_files[str(s.address)], locale) for s in found),
        nothing_found=[section for section in contents.sections if not section.row_count],
        left_out=_left_out(contents),
        attachments=[file.attachment for file in contents.files],
        **(_article_15(told, contents) if told else {}),
    )
    while some := list(islice(pieces, _PIECES)):
        yield "".join(some).encode(errors="replace")


@lru_cache(maxsize=8)
def _template(locale: str) -> Template:
    """Compiled once per locale: an overlay has a cache of its own, and compiling takes longer than all the rest."""
    environment = _ENVIRONMENT.overlay()
    environment.filters = {**_ENVIRONMENT.filters, **_filters(locale)}
    return environment.get_template("package.html.j2")


def _view(section: Section, identifier: str, file: str, locale: str) -> View:
    rows: list[Markup] = []
    labels = tuple(column.path for column in section.cells)
    openings = [(label, f'<td role="cell" data-label="{escape(label)}"') for label in labels]
    for batch in batches(section.rows()):
        rows += (_row(openings, row, locale) for row in objects(batch)[: ROWS_SHOWN - len(rows)])
        if len(rows) >= ROWS_SHOWN:
            break
    fields, heads = _about_columns(section.columns, locale)
    return View(section, identifier, file, fields, heads, tuple(rows), wide=len(labels) > WIDE)


@lru_cache(maxsize=512)
def _about_columns(columns: tuple[Column, ...], locale: str) -> tuple[Markup, Markup]:
    """What the fields mean, and the head of the table: the same for every person."""
    fields = [
        f"\n<dt><code>{escape(column.path)}</code></dt><dd>{escape(_meaning(column, locale))}</dd>"
        for column in columns
    ]
    heads = [
        f'<th role="columnheader" scope="col">{escape(column.path)}</th>'
        for column in columns
        if not column.nested
    ]
    return Markup("".join(fields)), Markup("".join(heads))  # noqa: S704 - each text is escaped above


def _meaning(column: Column, locale: str) -> str:
    categories = ", ".join(category_name(key, locale) for key in column.data_categories)
    return " \N{EN DASH} ".join(filter(None, (column.description, categories)))


def _row(openings: Sequence[tuple[str, str]], row: Mapping[str, Any], locale: str) -> Markup:
    """A row of the table. Put together here: a template takes ten times as long for each of hundreds of cells."""
    cells = []
    for label, opening in openings:
        text, kind = _shown(row.get(label), locale)
        number = ' class="number"' if kind == "number" else ""
        marked = f' class="{kind}"' if kind in ("empty", "struck") else ""
        cells.append(f"{opening}{number}><span{marked}>{escape(text)}</span></td>")
    return Markup(f'<tr role="row">{"".join(cells)}</tr>')  # noqa: S704 - each text is escaped above


def _shown(value: Any, locale: str) -> tuple[str, str]:
    """A cell's text, and its kind: text, number, empty, struck."""
    said = texts(locale)
    if value is None or value in ("", [], {}):
        return said["empty"], "empty"
    if isinstance(value, bool):
        return said["yes"] if value else said["no"], "text"
    if isinstance(value, (int, float, Decimal)):
        return str(value), "number"
    ground = struck_ground(value)
    if ground:
        return f"{said['struck']}{said['colon']} {name_of(ground, locale)}", "struck"
    text = _legible(value, locale)
    if len(text) > CELL_SHOWN:
        text = f"{text[:CELL_SHOWN]}… {said['cut']}"
    return text, "text"


def _legible(value: Any, locale: str) -> str:
    """Dates in words, nested values as indented JSON, texts as they are."""
    if isinstance(value, list) and all(isinstance(item, (str, int, float, Decimal)) for item in value):
        return ", ".join(str(item) for item in value)
    if not isinstance(value, str):
        return json.dumps(value, indent=2, ensure_ascii=False, default=str)
    try:
        if _INSTANT.fullmatch(value):
            return _instant(datetime.fromisoformat(value), locale)
        if _DATE.fullmatch(value):
            return format_date(datetime.fromisoformat(value), format="long", locale=language_of(locale))
    except ValueError:
        pass  # looks like a date and is none
    return value


@lru_cache(maxsize=8)
def _months(locale: str) -> Mapping[int, str]:
    names: Mapping[int, str] = get_month_names("wide", locale=language_of(locale))
    return names


def _instant(at: datetime, locale: str) -> str:
    # Written out: a page holds hundreds, and babel reads its pattern anew for each.
    shown = f"{at.day} {_months(locale)[at.month]} {at.year}, {at:%H:%M:%S}"
    offset = at.strftime("%z")
    zone = "UTC" if offset in ("+0000", "") else f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{shown} {zone}"


def _filters(locale: str) -> dict[str, Any]:
    territories = Locale.parse(language_of(locale)).territories

    def text(value: LocalizedText | None) -> str:
        return text_in(value, locale) or ""

    return {
        "instant": lambda at: _instant(at, locale),
        "named": lambda code: name_of(code, locale),
        "category": lambda key: category_name(key, locale),
        "country": lambda code: territories.get(code, code) if code else "",
        "text": text,
    }


def _left_out(contents: PackageContents) -> list[tuple[str, list[str]]]:
    """The fields left out, by the reason."""
    by_reason: dict[str, list[str]] = {}
    for item in contents.left_out:
        reason = item.reason or name_of(item.ground or "", contents.locale)
        by_reason.setdefault(reason, []).append(str(item.address))
    return list(by_reason.items())


def _article_15(told: Article15Information, contents: PackageContents) -> dict[str, Any]:
    locale = contents.locale
    titles = {str(section.address): section.title for section in contents.sections}
    names = {about.address: titles.get(str(about.address)) or str(about.address) for about in told.held}
    return {
        "categories": sorted({category_name(key, locale) for key in told.data_categories}),
        "periods": _periods(told, names, locale),
        "sources": _sources(told, names, locale),
        "decisions": [
            (activity, decision)
            for activity in told.activities.values()
            for decision in activity.automated_decisions or ()
        ],
    }


def _periods(
    told: Article15Information, names: Mapping[CollectionAddress, str], locale: str
) -> list[tuple[str, str]]:
    """Per purpose, and per collection where the map names a rule of its own (art. 15(1)(d))."""
    by_purpose = [
        (activity.name.into(locale), activity.retention.into(locale))
        for activity in told.activities.values()
        if activity.retention
    ]
    own: dict[str, list[str]] = {}
    for about in told.held:
        if about.retention:
            own.setdefault(about.retention.into(locale), []).append(names[about.address])
    return by_purpose + [(", ".join(collections), text) for text, collections in own.items()]


def _sources(
    told: Article15Information, names: Mapping[CollectionAddress, str], locale: str
) -> list[tuple[str, str]]:
    """Collections by where their data come from (art. 15(1)(g))."""
    by_source: dict[str, list[str]] = {}
    for about in told.held:
        by_source.setdefault(_source(about, told, locale), []).append(names[about.address])
    return [(", ".join(collections), text) for text, collections in by_source.items()]


def _source(about: CollectionInformation, told: Article15Information, locale: str) -> str:
    if about.source:
        return about.source.into(locale)
    if about.provided:
        return texts(locale)["source.provided"]
    activities = [told.activities[key] for key in about.activities if key in told.activities]
    return "\n".join(
        dict.fromkeys(activity.source.into(locale) for activity in activities if activity.source)
    )
