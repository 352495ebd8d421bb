"""What a person is told of an erasure: before it begins, when it was taken back, when it is done."""

from collections.abc import Mapping, Sequence
from typing import Any

from dsr_service.domain.erasure.erasures import kept
from dsr_service.domain.letters import LetterKind
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
    """What was erased and what is kept, with law and end date (art. 12(3)-(4))."""
    await correspondence.write(
        ctx,
        request,
        LetterKind.ERASURE_DONE,
        anchor=str(erasure.attempt),
        kept=_kept_in_words(erasure.outcome or []),
    )


def _channels(request: SubjectRequest) -> list[str | None]:
    """The request's own address, and every other e-mail address by which the person was named."""
    addresses = [i.value for i in request.subject.identifiers if i.type == "email"]
    return [None, *dict.fromkeys(addresses[1:])]


def _kept_in_words(items: Sequence[Mapping[str, Any]]) -> list[str]:
    found: dict[str, None] = {}
    for item in kept(items):
        until = f" ({item['keep_until']})" if item["keep_until"] else ""
        found[f"{item['collection']}: {item['law']}{until}"] = None
    return list(found)
