"""What a route declares as parameters, so that all others can be refused instead of dropped in silence."""

import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Union, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi.dependencies.models import Dependant
from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile

from dsr_service.api.problems import Malformed
from dsr_service.api.violations import pointer
from dsr_service.domain.errors import InvalidInput, Violation

_MANY: Final = (list, set, frozenset, tuple, Sequence)
# pydantic would also read " 1_0", "1.0", "yes" and "T", which the document does not promise
_WRITTEN: Final[Mapping[type, tuple[re.Pattern[str] | None, str]]] = {
    int: (re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII), "Must be an integer."),
    bool: (re.compile("true|false"), "Must be true or false."),
    UploadFile: (None, "Must be a file: the part needs a file name."),
}


@dataclass(frozen=True, slots=True)
class Declared:
    """The names that one part of a request may bear, and which of them may be repeated."""

    part: str
    names: frozenset[str]
    repeatable: frozenset[str]
    kinds: Mapping[str, type]  # of those whose way of writing is checked here

    def violations(self, given: Iterable[str]) -> list[Violation]:
        found: dict[Violation, None] = {}
        seen: set[str] = set()
        for name in given:
            if name not in self.names:
                found[Violation("This parameter is unknown.", pointer([name]), self.part)] = None
            elif name in seen and name not in self.repeatable:
                found[Violation("This parameter may occur once only.", pointer([name]), self.part)] = None
            seen.add(name)
        return list(found)

    def misspelt(self, pairs: Iterable[tuple[str, str | UploadFile]]) -> list[Violation]:
        found = []
        for name, value in pairs:
            if name in self.kinds and isinstance(value, str):
                written, detail = _WRITTEN[self.kinds[name]]
                if written is None or not written.fullmatch(value):
                    found.append(Violation(detail, pointer([name]), self.part))
        return found


def query_of(dependant: Dependant) -> Declared:
    return _declared("query", (field for d in _all(dependant) for field in d.query_params))


def form_of(dependant: Dependant) -> Declared:
    return _declared("body", (field for d in _all(dependant) for field in d.body_params))


def check_query(raw: bytes, declared: Declared) -> None:
    """Refuse unknown and doubled query parameters, and text that no field can hold."""
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True, errors="surrogateescape")
    for name, value in pairs:
        if not (_is_text(name) and _is_text(value)):
            raise Malformed(
                "A query parameter holds U+0000 or is not UTF-8.",
                violations=[Violation("Not storable as text.", pointer([name]), "query")],
            )
    if violations := declared.violations(name for name, _ in pairs) or declared.misspelt(pairs):
        raise InvalidInput(violations=violations)


def check_form(form: FormData, declared: Declared) -> None:
    """The same for form fields; what a file holds is checked where files are taken in."""
    if violations := declared.misspelt(form.multi_items()):
        raise InvalidInput(violations=violations)
    for name, value in form.multi_items():
        text = (value.filename or "") if isinstance(value, UploadFile) else value
        if not (_is_text(name) and _is_text(text)):
            raise Malformed(
                "A form field holds U+0000 or is not UTF-8.",
                violations=[Violation("Not storable as text.", pointer([name]))],
            )
    if violations := declared.violations(name for name, _ in form.multi_items()):
        raise InvalidInput(violations=violations)


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in value


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _all(inner)


def _declared(part: str, fields: Iterable[Any]) -> Declared:
    names: set[str] = set()
    repeatable: set[str] = set()
    kinds: dict[str, type] = {}
    for field in fields:
        for name, annotation in _names(field):
            names.add(name)
            if _takes_many(annotation):
                repeatable.add(name)
            if kind := _written(annotation):
                kinds[name] = kind
    return Declared(part, frozenset(names), frozenset(repeatable), kinds)


def _names(field: Any) -> Iterator[tuple[str, Any]]:
    annotation = field.field_info.annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):  # a model that stands for many
        for name, info in annotation.model_fields.items():
            yield info.alias or name, info.annotation
    else:
        yield field.alias, annotation


def _takes_many(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _takes_many(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return any(_takes_many(arg) for arg in get_args(annotation))
    kind = origin or annotation
    return isinstance(kind, type) and issubclass(kind, _MANY) and not issubclass(kind, str | bytes)


def _written(annotation: Any) -> type | None:
    """The key of `_WRITTEN` where the annotation is that type, or an optional one or a list of it."""
    if isinstance(annotation, type) and issubclass(annotation, UploadFile):
        return UploadFile
    if isinstance(annotation, type) and annotation in _WRITTEN:
        return annotation
    inner = get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    found = {kind for arg in inner if arg is not type(None) and (kind := _written(arg))}
    return found.pop() if len(found) == 1 else None
