"""Pictures of identity documents, and the calls that upload them."""

import io

from PIL import Image

from dsr_service_tests import submission

CHECKS = {"valid_on_receipt": True, "signed": True, "name_matches": True}


def png(side: int = 300) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((side, side), 60).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


async def submitted(storefront, *rights: str, **more) -> str:
    made = await storefront.post("/v1/requests", json=submission(*rights, **more))
    return f"/v1/requests/{made.json()['id']}"


async def uploaded(storefront, path: str, content: bytes | None = None):
    return await storefront.post(
        f"{path}/identity-documents", files=[("file", ("id.png", content or png(), "image/png"))]
    )
