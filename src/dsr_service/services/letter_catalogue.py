"""The kinds of letters and how they read, without any person's data."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from dsr_service.domain.actors import Permission
from dsr_service.domain.article_15 import Controller
from dsr_service.domain.controllers import read_controller
from dsr_service.domain.letter_samples import samples
from dsr_service.domain.letters import LETTERS, LetterKind
from dsr_service.domain.localized_text import LANGUAGES
from dsr_service.formats.letters import About, Letter, LetterTemplates
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import registers as register_rows
from dsr_service.storage.tables import PolicyRow

_SHOP = Controller("La boutique", "donnees@shop.example")


def kinds(ctx: OperationContext) -> Sequence[tuple[LetterKind, Sequence[str]]]:
    authorize(ctx.actor, Permission.READ_REGISTERS)
    return [(kind, LANGUAGES) for kind in LetterKind]


async def preview(ctx: OperationContext, kind: LetterKind, language: str) -> Letter:
    """The letter about an invented request, signed by the controller as the register has it."""
    authorize(ctx.actor, Permission.READ_REGISTERS)
    row = await register_rows.entry(ctx.session, PolicyRow, "controller")
    about = _sample(ctx.policy.zone)
    if row is not None:
        about = replace(about, controller=read_controller(row.entry))
    return ctx.policy.letters.compose(kind, language, about, samples(language)[kind])


def _sample(zone: ZoneInfo) -> About:
    return About("DSR-2026-7K3F9QX2", date(2026, 3, 1), "Camille Martin", _SHOP, zone)


def check(templates: LetterTemplates, zone: ZoneInfo) -> None:
    """Try each template with invented facts, and with as few as may be. Raises TemplateFaulty."""
    about = _sample(zone)
    for kind in LetterKind:
        for language in LANGUAGES:
            templates.compose(kind, language, about, samples(language)[kind])
            few = {
                name: value for name, value in samples(language)[kind].items() if name in LETTERS[kind].needs
            }
            templates.compose(kind, language, replace(about, name=None, controller=None), few)
