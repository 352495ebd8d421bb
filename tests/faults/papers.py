"""Identity copies to upload."""

import io
from functools import cache
from typing import Any

from PIL import Image

from faults.book import Caller


@cache
def picture() -> bytes:
    made = io.BytesIO()
    Image.effect_noise((400, 300), 80).save(made, "PNG")
    return made.getvalue()


def upload(caller: Caller, path: str, **more: Any) -> Any:
    files = [("file", ("id.png", picture(), "image/png"))]
    return caller.post(f"{path}/identity-documents", files=files, **more)
