"""Letters as text and as a page: one template per kind and language, so that both say the same.

A template is plain text: `Subject:` on its first line, paragraphs apart by blank lines, `- ` before items, and
`{{ button(url, label) }}` or `{{ large(text) }}` on a line of its own. Values never become structure: their line breaks
are marked apart from the template's own, and the page escapes them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dsr_service.domain.article_15 import CNIL, Controller
from dsr_service.domain.deadlines.explanations import in_words
from dsr_service.domain.ground_phrases import EXTENSION, REFUSAL, REJECTION, RIGHTS
from dsr_service.domain.grounds import REFUSAL_GROUNDS
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.localized_text import LANGUAGES, language_of

# Marks of our own in the text: taken out of every value.
_BREAK: Final = "\ue000"
_START: Final = "\ue001"
_BETWEEN: Final = "\ue002"
_END: Final = "\ue003"
_MARKS: Final = re.compile("[\ue000-\ue003]")
# Control characters, and those that turn the direction of the text around (what is read differs from what is said).
_HIDDEN: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SUBJECT: Final = re.compile(r"\s*Subject:[ \t]*(.*)")
# A tag that has its line for itself leaves no line behind: what follows belongs to the paragraph before it.
_ALONE: Final = re.compile(r"(?m)^[ \t]*(\{%(?:(?!%\}).)*%\})[ \t]*\n")
_FRENCH_MARKS: Final = re.compile(r" (?=[:;?!»](?:\s|$))")  # these never begin a line
_BLANK: Final = re.compile(r"\n\s*\n")
_LONG: Final = frozenset({"reasons", "question", "text"})  # these keep their paragraphs
_FORMS: Final[Mapping[str, Mapping[Any, Mapping[str, str]]]] = {
    "rejection": REJECTION,
    "rights": RIGHTS,
    "pending": RIGHTS,
}


# What a template can make of its values; whatever it is, the operator is told which file it was.
_FAULTS: Final = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, OSError)


class TemplateFaulty(ValueError):
    """A template that can't be used; says which and why."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a letter; `large` is to be read off, `heading` stands over one letter of several."""

    kind: Literal["paragraph", "bullets", "button", "large", "heading", "signature"]
    lines: tuple[str, ...]
    url: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def items(self) -> tuple[str, ...]:
        return self.lines

    def plain(self, colon: str = ":") -> str:
        match self.kind:
            case "bullets":
                return "\n".join(f"- {line}" for line in self.lines)
            case "button":
                return f"{self.text}{colon}\n{self.url}"
            case "large":
                return f"    {self.text}"
            case "heading":
                return f"== {self.text} =="
        return self.text


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it reads."""

    language: str
    subject: str
    blocks: tuple[Block, ...]
    html: str
    inner: tuple[Block, ...] = ()  # without greeting and signature

    @property
    def body(self) -> str:
        colon = "\u00a0:" if self.language == "fr" else ":"
        return "\n\n".join(block.plain(colon) for block in self.blocks) + "\n"


@dataclass(frozen=True, slots=True)
class About:
    """The request that a letter is about, and who writes."""

    reference: str
    received_on: date
    name: str | None
    controller: Controller | None
    zone: ZoneInfo


class LetterTemplates:
    """The templates: the service's own, each of which a file in `folder` may take the place of."""

    def __init__(self, folder: Path | None = None) -> None:
        """Raises TemplateFaulty for a folder that is not there."""
        own: BaseLoader = PackageLoader("dsr_service.formats", "templates/letters")
        if folder is not None and not folder.is_dir():
            raise TemplateFaulty(f"the folder of letter templates is not there: {folder}")
        loader = ChoiceLoader([FileSystemLoader(folder), own]) if folder else own
        self.folder = folder
        self._page = _environment(loader, escaped=True)
        self._texts = {
            language: _environment(_InLanguage(loader, language), escaped=False) for language in LANGUAGES
        }

    def compose(self, kind: LetterKind, locale: str, about: About, facts: Mapping[str, Any]) -> Letter:
        """The letter in the language of that locale. Raises TemplateFaulty."""
        language = language_of(locale)
        return self._framed(kind, language, _values(about, facts, language), [])

    def together(self, locale: str, letters: Sequence[Letter], about: About) -> Letter:
        """Several letters in one mail, each whole under its subject."""
        language = language_of(locale)
        inside = [block for each in letters for block in (Block("heading", (each.subject,)), *each.inner)]
        return self._framed(
            "together", language, {**_values(about, {}, language), "count": len(letters)}, inside
        )

    def as_stored(self, locale: str, subject: str, body: str) -> Letter:
        """A letter whose facts were not kept, as it was written."""
        blocks = [Block("paragraph", tuple(part.split("\n"))) for part in body.strip().split("\n\n")]
        return self._letter(language_of(locale), subject, blocks, blocks)

    def _framed(
        self, name: str, language: str, values: Mapping[str, Any], further: Sequence[Block]
    ) -> Letter:
        subject, blocks = _read(self._text(name, language, values))
        greeting, closing = (self._paragraph(part, language, values) for part in ("greeting", "closing"))
        signed = tuple(values["signature"].split("\n")) if values["signature"] else ()
        signature = [Block("signature", signed)] if signed else []
        return self._letter(
            language, subject, [greeting, *blocks, *further, closing, *signature], [*blocks, *further]
        )

    def _letter(self, language: str, subject: str, blocks: Sequence[Block], inner: Sequence[Block]) -> Letter:
        try:
            frame = self._page.get_template("frame.html.j2")
            html = frame.render(language=language, subject=subject, blocks=blocks)
        except _FAULTS as error:
            raise TemplateFaulty(f"frame.html.j2: {error}") from None
        return Letter(language, subject, tuple(blocks), html, tuple(inner))

    def _paragraph(self, name: str, language: str, values: Mapping[str, Any]) -> Block:
        return Block("paragraph", (_spaced(self._text(name, language, values)),))

    def _text(self, name: str, language: str, values: Mapping[str, Any]) -> str:
        try:
            return self._texts[language].get_template(f"{name}.txt.j2").render(values)
        except _FAULTS as error:
            raise TemplateFaulty(f"{language}/{name}.txt.j2: {error}") from None


def _environment(loader: BaseLoader, *, escaped: bool) -> ImmutableSandboxedEnvironment:
    """Sandboxed: who may write templates may not thereby run programs in this service."""
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=escaped,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    environment.globals = {} if escaped else {"button": _button, "large": _large}
    return environment


class _InLanguage(BaseLoader):
    """The templates of one language, so that what they include is of the same."""

    def __init__(self, loader: BaseLoader, language: str) -> None:
        self._loader, self._language = loader, language

    def get_source(self, environment: Any, template: str) -> Any:
        source, *rest = self._loader.get_source(environment, f"{self._language}/{template}")
        source = _ALONE.sub(r"\1", source)
        return (_FRENCH_MARKS.sub("\u00a0", source) if self._language == "fr" else source, *rest)


def _button(url: str, label: str) -> str:
    return f"\n\n{_START}{url}{_BETWEEN}{label}{_END}\n\n"


def _large(text: str) -> str:
    return f"\n\n{_START}{_BETWEEN}{text}{_END}\n\n"


def _read(rendered: str) -> tuple[str, list[Block]]:
    found = _SUBJECT.match(rendered)
    if found is None:
        raise TemplateFaulty("a letter's template begins with `Subject:`")
    blocks: list[Block] = []
    for part in _BLANK.split(rendered[found.end() :]):
        blocks += _blocks(part.strip())
    return _spaced(found.group(1).replace(_BREAK, " ")), blocks


def _blocks(part: str) -> list[Block]:
    if not part:
        return []
    if part.startswith(_START) and part.endswith(_END):
        url, _, label = part[1:-1].partition(_BETWEEN)
        return [Block("button", (label,), url)] if url else [Block("large", (label,))]
    lines = [line.strip() for line in part.split("\n")]
    if all(line.startswith("- ") for line in lines):
        return [Block("bullets", tuple(_spaced(line[2:].replace(_BREAK, " ")) for line in lines))]
    paragraphs = re.split(f"(?:[ ]*{_BREAK}[ ]*){{2,}}", " ".join(lines))
    return [
        Block("paragraph", tuple(_spaced(line) for line in paragraph.split(_BREAK) if line.strip()))
        for paragraph in paragraphs
        if paragraph.strip(f" {_BREAK}")
    ]


def _spaced(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", text).strip()


def _values(about: About, facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    controller = about.controller
    authority = (controller.authority if controller else None) or CNIL
    values: dict[str, Any] = dict.fromkeys(
        ("due_on", "asked_on", "closing_on", "until", "ground", "article", "reasons", "question", "text", "title",
         "rejection", "amount", "link", "code"), ""
    )  # fmt: skip
    lists = (
        "rights",
        "pending",
        "recipients",
        "kept",
        "masked",
        "shared",
        "refused_purposes",
        "upheld_purposes",
        "noted",
    )
    values |= {name: [] for name in lists}
    values |= {
        "identity_needed": False,
        "portability_first": False,
        "nothing_found": False,
        "statement_added": False,
    }
    values |= {name: _value(name, value, language, about.zone) for name, value in facts.items()}
    if facts.get("ground"):
        values["ground"], values["article"] = _ground(str(facts["ground"]), language)
    signature = f"{controller.name}\n{controller.contact}" if controller else ""
    return values | {
        "reference": _line(about.reference),
        "received_on": in_words(about.received_on, language),
        "name": _line(about.name or ""),
        "authority": _line(authority.name),
        "website": _line(authority.website),
        "signature": "\n".join(_line(line) for line in signature.split("\n") if line),
    }


def _value(name: str, value: Any, language: str, zone: ZoneInfo) -> Any:
    if name in _FORMS:
        phrases = _FORMS[name]
        many = isinstance(value, (list, tuple))
        said = [phrases[each][language] for each in (value if many else [value]) if each]
        return said if many else "".join(said)
    if isinstance(value, datetime):
        return _instant(value.astimezone(zone), language)
    if isinstance(value, date):
        return in_words(value, language)
    if isinstance(value, (list, tuple)):
        return [_line(str(item)) for item in value]
    if isinstance(value, str):
        return _paragraphs(value) if name in _LONG else _line(value)
    return "" if value is None else value


def _ground(code: str, language: str) -> tuple[str, str]:
    """Its words and its article."""
    for extension, phrase in EXTENSION.items():
        if extension == code:
            return phrase[language], ""
    article = REFUSAL_GROUNDS[code].article
    if language == "fr":
        article = article.replace("GDPR", "RGPD").replace("decree", "décret")
    return REFUSAL[code][language], article


def _instant(local: datetime, language: str) -> str:
    day = in_words(local.date(), language)
    return f"{day} à {local:%H} h {local:%M}" if language == "fr" else f"{day} at {local:%H:%M}"


def _line(text: str) -> str:
    return " ".join(_MARKS.sub("", _HIDDEN.sub(" ", text)).split())


def _paragraphs(text: str) -> str:
    cleaned = _MARKS.sub("", _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    return cleaned.replace("\n", _BREAK)
