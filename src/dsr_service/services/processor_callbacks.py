"""A processor's callback: heard only with its signature, and never believed beyond "ask me"."""

import json
from collections.abc import Mapping
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.errors import InvalidInput
from dsr_service.domain.processors import CallbackRefused, signature_headers
from dsr_service.services import processor_orders, registers
from dsr_service.services.ports.data_sources import SourceFailed
from dsr_service.services.runtime import Runtime


async def hear(runtime: Runtime, headers: Mapping[str, str], body: bytes) -> None:
    """Queue the question how the order stands. Raises CallbackRefused before a byte of the body is parsed."""
    named = signature_headers(headers)
    if named is None or not runtime.processors.knows(named[0]):
        raise CallbackRefused
    dataset = await _signer(runtime, *named, body)
    try:
        said = json.loads(body)
        order_id = UUID(str(said["subject_request_id"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidInput from None
    async with runtime.operation(SYSTEM) as ctx:
        await processor_orders.told(ctx, order_id, dataset)


async def _signer(runtime: Runtime, domain: str, signature: str, body: bytes) -> str:
    """The dataset whose processor signed the bytes."""
    async with runtime.operation(SYSTEM) as ctx:
        data_map = registers.parsed(await registers.active_data_map(ctx))
    for dataset, processor in runtime.processors.of(data_map).items():
        try:
            if await processor.signed(domain, signature, body, runtime.clock.now()):
                return dataset
        except SourceFailed:
            continue
    raise CallbackRefused
