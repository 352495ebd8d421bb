"""Pictures to write files of: a card with a face and lines, the same on every run."""

import io
import random
import struct
from typing import Any

from PIL import Image, ImageDraw


def card(width: int = 640, height: int = 420, mode: str = "RGB") -> Image.Image:
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 20, height // 6, width // 3, height * 4 // 5), fill=(90, 70, 60))
    for i in range(6):
        draw.line(
            (width // 2, height // 6 + i * 40, width - 20, height // 6 + i * 40), fill=(10, 10, 40), width=5
        )
    noise = Image.frombytes("L", (width, height), random.Random(7).randbytes(width * height)).convert("RGB")
    image = Image.blend(image, noise, 0.08)
    if mode in {"RGBA", "LA"}:
        image.putalpha(Image.radial_gradient("L").resize((width, height)))
    return image if mode == "RGB" else image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def jpeg(**options: Any) -> bytes:
    return encoded(card(), "JPEG", **({"quality": 85} | options))


def png(**options: Any) -> bytes:
    return encoded(card(), "PNG", **options)


def webp(**options: Any) -> bytes:
    return encoded(card(), "WEBP", **options)


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def with_segments(data: bytes, *segments: bytes) -> bytes:
    """A JPEG with further segments right behind SOI."""
    return data[:2] + b"".join(segments) + data[2:]


def zip_archive(name: str = "run.sh", body: bytes = b"rm -rf /") -> bytes:
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body * 20)
    return target.getvalue()
