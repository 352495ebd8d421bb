"""Where processors tell that an order has changed: the signature is the credential, and the news is asked for again."""

from fastapi import APIRouter, Depends, Request, Response

from dsr_service.api.operation import runtime_of
from dsr_service.api.problems import problems
from dsr_service.api.rate_limits import public_call
from dsr_service.api.strict_json import StrictRoute
from dsr_service.domain.errors import InvalidInput
from dsr_service.domain.processors import CallbackRefused
from dsr_service.services import processor_callbacks

MOST_BYTES = 64 * 1024
router = APIRouter(
    prefix="/v1/processor-callbacks",
    route_class=StrictRoute,
    dependencies=[Depends(public_call)],
    tags=["Fulfilment"],
)


@router.post(
    "",
    status_code=202,
    operation_id="tellProcessorStatus",
    summary="Tell that a processor's order has changed",
    description="OpenDSR's status callback. The signature over the very bytes, by the certificate that the processor "
    "publishes, is the credential; what the order's status is, is then asked of the processor (art. 28(3)(e)).",
    response_class=Response,
    responses={202: {"description": "Heard."}, **problems(InvalidInput, CallbackRefused)},
    max_body_size=MOST_BYTES,
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "OpenDSR's JSON, taken as the very bytes that are signed.",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary", "maxLength": MOST_BYTES}}},
        }
    },
)
async def tell(http: Request) -> Response:
    runtime = runtime_of(http)
    await processor_callbacks.hear(runtime, dict(http.headers), await http.body())
    return Response(status_code=202)
