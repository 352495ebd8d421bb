"""What a person is told of an erasure: before it begins, when it was taken back, when it is done."""

from dsr_service.services.context import OperationContext
from dsr_service.storage.tables import Erasure, SubjectRequest


async def cool_down(ctx: OperationContext, request: SubjectRequest, erasure: Erasure) -> None:
    """To every known channel: from when it can't be taken back, and how to cancel it until then."""


async def cancelled(ctx: OperationContext, request: SubjectRequest, erasure: Erasure) -> None:
    """That nothing is erased."""


async def done(ctx: OperationContext, request: SubjectRequest, erasure: Erasure) -> None:
    """What was erased and what is kept, with law and end date (art. 12(3)-(4))."""
