"""A package as one JSON document, its JSON Schema, and the information of art. 15 as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import orjson

from dsr_service.domain.article_15 import Article15Information
from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.localized_text import language_of, text_in
from dsr_service.formats.ndjson import batches, line_count
from dsr_service.formats.package_csv import type_name
from dsr_service.formats.packages import PackageContents, Section

FORMAT: Final = "dsr-export/1"


class RowsChanged(DsrError):
    code = "package_rows_changed"
    kind = Kind.UNAVAILABLE
    title = "A collection gave another number of rows than it was found to have; collect it again."


def json_chunks(contents: PackageContents) -> Iterator[bytes]:
    """The document, rows streamed: nothing is held whole."""
    head = orjson.dumps(_head(contents))[:-1]
    yield head + b',"collections":['
    for position, section in enumerate(contents.sections):
        opening = orjson.dumps(_about(section))[:-1] + b',"rows":['
        yield (b",\n" if position else b"\n") + opening
        yield from _rows(section)
        yield b"]}"
    yield b"\n]}\n"


def _rows(section: Section) -> Iterator[bytes]:
    seen = 0
    for batch in batches(section.rows()):
        yield (b",\n" if seen else b"\n") + batch.replace(b"\n", b",\n")
        seen += line_count(batch)
    if seen != section.row_count:
        raise RowsChanged


def _head(contents: PackageContents) -> dict[str, Any]:
    head: dict[str, Any] = {
        "format": FORMAT,
        "reference": contents.reference,
        "right": contents.right.value,
        "language": language_of(contents.locale),
        "generated_at": _instant(contents.generated_at),
        "read_at": {dataset: [_instant(at) for at in times] for dataset, times in contents.read_at.items()},
        "identified_by": list(contents.identified_by),
        "controller": _controller(contents),
        "left_out": [
            {
                "collection": str(item.address.collection),
                "field": item.address.path,
                "ground": item.ground,
                "reason": item.reason,
            }
            for item in contents.left_out
        ],
        "redactions": [
            {
                "collection": str(item.address.collection),
                "field": item.address.path,
                "ground": item.ground,
                "rows": item.rows,
            }
            for item in contents.redactions
        ],
    }
    if contents.files:
        head["files"] = [asdict(file.attachment) for file in contents.files]
    if contents.article_15 is not None:
        head["information"] = information(contents.article_15, contents.locale)
    return head


def _controller(contents: PackageContents) -> dict[str, Any]:
    controller = contents.controller
    return {
        "name": controller.name,
        "contact": controller.contact,
        "address": controller.address,
        "data_protection_officer": controller.dpo_contact,
    }


def _about(section: Section) -> dict[str, Any]:
    return {
        "dataset": section.dataset,
        "collection": section.collection,
        "title": section.title,
        "description": section.description,
        "fields": [
            {
                "path": column.path,
                "description": column.description,
                "data_categories": list(column.data_categories),
                "data_type": type_name(column),
                "struck": column.struck,
            }
            for column in section.columns
        ],
        "row_count": section.row_count,
    }


def information(told: Article15Information, locale: str) -> dict[str, Any]:
    """Art. 15(1)(a)-(h) and 15(2) as JSON, under the letters of the law."""
    authority = told.controller.authority
    return {
        "confirmation": told.confirmed,
        "purposes": [  # (a)
            {
                "key": key,
                "name": activity.name.into(locale),
                "purpose": text_in(activity.purpose, locale),
                "legal_basis": activity.legal_basis.value if activity.legal_basis else None,
                "legitimate_interest": text_in(activity.legitimate_interest, locale),
                "retention": text_in(activity.retention, locale),
                "recipients": list(activity.recipients),
            }
            for key, activity in told.activities.items()
        ],
        "data_categories": list(told.data_categories),  # (b)
        "recipients": [  # (c)
            {
                "key": key,
                "name": recipient.name,
                "country": recipient.country,
                "role": recipient.role.value if recipient.role else None,
                "purpose": text_in(recipient.purpose, locale),
                "outside_eea": recipient.outside_eea,
                "safeguard": text_in(recipient.safeguard, locale),  # 15(2)
            }
            for key, recipient in told.recipients.items()
        ],
        "collections": [  # (d) and (g), and what was searched
            {
                "collection": str(about.address),
                "description": about.description,
                "rows": about.rows,
                "data_categories": list(about.data_categories),
                "purposes": list(about.activities),
                "recipients": list(about.recipients),
                "legal_basis": about.legal_basis.value if about.legal_basis else None,
                "retention": text_in(about.retention, locale),
                "source": text_in(about.source, locale),
                "provided_by_the_person": about.provided,
            }
            for about in told.collections
        ],
        "not_searched": [str(address) for address in told.not_searched],
        "rights": [right.value for right in told.rights],  # (e)
        "complaint": {"name": authority.name, "website": authority.website, "address": authority.address}
        if authority
        else None,  # (f)
        "automated_decisions": [  # (h)
            {
                "purpose": key,
                "logic": decision.logic.into(locale),
                "consequences": decision.consequences.into(locale),
            }
            for key, activity in told.activities.items()
            for decision in activity.automated_decisions or ()
        ],
    }


def information_document(contents: PackageContents) -> bytes:
    told = contents.article_15
    body = information(told, contents.locale) if told else {}
    whole = {"reference": contents.reference, "controller": _controller(contents), **body}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _instant(at: Any) -> str:
    return str(at.isoformat().replace("+00:00", "Z"))
