"""To whom a person's data were disclosed: recipients by name (art. 15(1)(c), 19; C-154/21), from map and registers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.article_15 import Controller, assemble
from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.fulfilment import StepOutcome
from dsr_service.domain.localized_text import text_in
from dsr_service.domain.processing_activities import ProcessingActivity
from dsr_service.domain.recipients import Recipient, RecipientRole
from dsr_service.services import registers, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import fulfilment as steps
from dsr_service.storage import registers as register_rows
from dsr_service.storage.tables import DataMapVersion, ProcessingActivityRow, RecipientRow


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One recipient, and the collections of the person that it receives."""

    key: str
    name: str
    country: str | None
    role: RecipientRole | None
    purpose: str | None
    outside_eea: bool
    safeguard: str | None
    collections: Sequence[str]


@dataclass(frozen=True, slots=True)
class Disclosures:
    searched: bool  # False: nothing was searched yet, so nothing is known
    unnamed: Sequence[str]  # keys of the map that the register does not hold
    recipients: Sequence[Disclosure]


async def of_request(ctx: OperationContext, request_id: UUID) -> Disclosures:
    """Who receives what was found about the person; only collections in which something was found count."""
    authorize(ctx.actor, Permission.READ_FULFILMENT)
    request = await subject_requests.read(ctx, request_id)
    found = {
        CollectionAddress(step.dataset, step.collection): step.rows
        for step in await steps.steps(ctx.session, request.id)
        if step.outcome is StepOutcome.DONE
    }
    if request.data_map_version_id is None or not found:
        return Disclosures(searched=False, unnamed=(), recipients=())
    version = await ctx.session.get_one(DataMapVersion, request.data_map_version_id)
    activities = {
        row.key: ProcessingActivity.of(row.key, row.entry)
        for row in await register_rows.entries(ctx.session, ProcessingActivityRow)
    }
    known = {
        row.key: Recipient.of(row.key, row.entry)
        for row in await register_rows.entries(ctx.session, RecipientRow)
    }
    nobody = Controller("", "")  # says nothing here
    told = assemble(registers.parsed(version), found, activities, known, nobody)
    receiving: dict[str, list[str]] = {}
    for about in told.held:
        for key in about.recipients:
            receiving.setdefault(key, []).append(str(about.address))
    return Disclosures(
        searched=True,
        unnamed=sorted(set(receiving) - set(known)),
        recipients=[
            Disclosure(
                key=key,
                name=known[key].name,
                country=known[key].country,
                role=known[key].role,
                purpose=text_in(known[key].purpose, request.locale),
                outside_eea=known[key].outside_eea,
                safeguard=text_in(known[key].safeguard, request.locale),
                collections=collections,
            )
            for key, collections in sorted(receiving.items())
            if key in known
        ],
    )
