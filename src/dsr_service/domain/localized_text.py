"""Text that the controller wrote for people, in the languages it wrote it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("fr", "en")


def language_of(locale: str) -> str:
    """The language in which a locale is answered: English to English speakers, else the shop's French."""
    return "en" if locale.replace("_", "-").split("-")[0].lower() == "en" else "fr"


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """A text in one language at least; a reader gets the own language, or else the one there is."""

    texts: Mapping[str, str]

    @classmethod
    def of(cls, value: "str | Mapping[str, str] | LocalizedText | None") -> "LocalizedText | None":
        """Read a plain string (good for every language) or `{"fr": ..., "en": ...}`; empty is none."""
        if isinstance(value, LocalizedText):
            return value
        if isinstance(value, str):
            value = dict.fromkeys(LANGUAGES, value)
        texts = {key: text.strip() for key, text in (value or {}).items() if text and text.strip()}
        return cls(texts) if texts else None

    def into(self, locale: str) -> str:
        language = language_of(locale)
        if language in self.texts:
            return self.texts[language]
        return next(self.texts[key] for key in (*LANGUAGES, *self.texts) if key in self.texts)

    def entry(self) -> str | dict[str, str]:
        """The value as the registers store it; `of` reads it back."""
        values = set(self.texts.values())
        return values.pop() if len(values) == 1 and set(self.texts) == set(LANGUAGES) else dict(self.texts)


def text_in(text: LocalizedText | None, locale: str) -> str | None:
    return text.into(locale) if text else None
