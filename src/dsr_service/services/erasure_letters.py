"""What a person is told of an erasure: before it begins, when it was taken back, when it is done."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dsr_service.domain.data_map.data_categories import covers
from dsr_service.domain.deadlines.explanations import in_words
from dsr_service.domain.erasure.erasures import kept
from dsr_service.domain.erasure.plan import Action
from dsr_service.domain.erasure.profile import KEY_CATEGORY
from dsr_service.domain.erasure.scope import CategoryRefusal, refusals_of
from dsr_service.domain.ground_phrases import REFUSAL
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.localized_text import language_of
from dsr_service.formats.plain_names import category_name
from dsr_service.services import access_links, correspondence
from dsr_service.services.context import OperationContext
from dsr_service.storage import known_channels as channel_rows
from dsr_service.storage.tables import Erasure, SubjectRequest


async def cool_down(ctx: OperationContext, request: SubjectRequest, erasure: Erasure) -> None:
    """To every known channel: from when it can't be taken back any more; until then the request can be withdrawn."""
    if erasure.not_before is None or erasure.not_before <= ctx.now:
        return
    channels = await channel_rows.of_request(ctx.session, request.id)
    for channel in channels:  # with a link, so that whoever reads it can stop what is to come
        await access_links.write_notice(
            ctx, request, channel, LetterKind.ERASURE_COOL_DOWN, str(erasure.attempt), erasure.not_before
        )
    known = {channel.address.casefold() for channel in channels}
    own = next((i.value for i in request.subject.identifiers if i.type == "email"), "")
    for to in _channels(request):
        if (to or own).casefold() in known:
            continue
        await correspondence.write(
            ctx,
            request,
            LetterKind.ERASURE_COOL_DOWN,
            anchor=str(erasure.attempt),
            to=to,
            until=erasure.not_before,
        )


async def cancelled(ctx: OperationContext, request: SubjectRequest, erasure: Erasure) -> None:
    """That nothing is erased; to every channel that was told of the erasure."""
    for to in _channels(request):
        await correspondence.write(
            ctx, request, LetterKind.ERASURE_CANCELLED, anchor=str(erasure.attempt), to=to
        )


async def done(ctx: OperationContext, request: SubjectRequest, erasure: Erasure) -> None:
    """What was erased, masked and kept, with ground, law and end date (art. 12(3)-(4)); or that nothing was there."""
    items = [item for item in erasure.outcome or [] if item["rows"]]
    language = language_of(request.locale)
    await correspondence.write(
        ctx,
        request,
        LetterKind.ERASURE_DONE,
        anchor=str(erasure.attempt),
        nothing_found=not items,
        kept=kept_in_words(items, refusals_of(erasure.refused), language),
        masked=_categories([item for item in items if item["action"] == Action.MASK], language),
        shared=_categories([item for item in items if item["action"] == Action.UNLINK], language),
    )


def _channels(request: SubjectRequest) -> list[str | None]:
    """The request's own address, and every other e-mail address by which the person was named."""
    addresses = [i.value for i in request.subject.identifiers if i.type == "email"]
    return [None, *dict.fromkeys(addresses[1:])]


def kept_in_words(
    items: Sequence[Mapping[str, Any]], refusals: Sequence[CategoryRefusal], language: str
) -> list[str]:
    """Per ground and law the categories that stay, why, and until when at the latest."""
    reasons = {(each.ground, each.law, each.keep_until.isoformat()): each.reasons for each in refusals}
    together: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for item in kept(items):
        reason = reasons.get((item["ground"], item["law"], item["keep_until"] or ""), "")
        together.setdefault((item["ground"], item["law"], reason), []).append(item)
    return [_kept(group, *why, language) for why, group in together.items()]


def _kept(group: Sequence[Mapping[str, Any]], ground: str, law: str, reason: str, language: str) -> str:
    french = language == "fr"
    colon, comma = ("\u00a0: ", "\u00a0; ") if french else (": ", "; ")
    days = {item["keep_until"] for item in group}
    latest = max((day for day in days if day), default=None)
    if None in days or latest is None:
        until = "jusqu'à la levée de la mesure" if french else "until the hold is lifted"
    else:
        day = in_words(date.fromisoformat(latest), language)
        until = f"jusqu'au {day}" if french else f"until {day}"
        if len(days) > 1:
            until += " au plus tard" if french else " at the latest"
    names = ", ".join(_categories(group, language))
    named = law.replace("GDPR", "RGPD") if french else law
    said = f"{names}{colon}{REFUSAL[ground][language]} ({named}), {until}"
    return f"{said}{comma}{reason}" if reason else said


def _categories(items: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """In plain words; the numbers that tell rows apart are told only where there is nothing else."""
    found = {category for item in items for category in item["categories"]}
    telling = {category for category in found if not covers(KEY_CATEGORY, category)}
    return sorted({category_name(category, language) for category in telling or found})
