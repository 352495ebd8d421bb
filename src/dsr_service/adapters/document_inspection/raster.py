"""Pictures made of pixels alone: what reviewers see instead of the file, and the watermark on it."""

import io
import unicodedata
from typing import Final

from PIL import Image, ImageDraw, ImageFont

MAX_RASTER_SIDE: Final = 2500  # a machine-readable zone stays readable, a page stays small
_AVERAGED: Final = frozenset({"RGB", "RGBA", "L", "LA", "CMYK"})
_QUALITY: Final = 88


def flatten(picture: Image.Image, orientation: int = 1) -> bytes:
    """A new JPEG of the pixels alone: no Exif, place, comment, profile or thumbnail comes along (art. 5(1)(c))."""
    small = _on_white(_eight_bits(picture)) if max(picture.size) <= MAX_RASTER_SIDE else _reduced(picture)
    small.thumbnail((MAX_RASTER_SIDE, MAX_RASTER_SIDE))
    turn = _TURNS.get(orientation)
    return _encode(small if turn is None else small.transpose(turn))


def _reduced(picture: Image.Image) -> Image.Image:
    """The picture shrunk by a whole factor, strip by strip: whole copies of a large one would cost its memory again."""
    factor = max(1, max(picture.size) // MAX_RASTER_SIDE)
    width, height = picture.size
    page = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    rows = factor * 128
    for top in range(0, height, rows):
        strip = picture.crop((0, top, width, min(top + rows, height)))
        if (
            strip.mode not in _AVERAGED or "transparency" in strip.info
        ):  # palettes and high depths have no mean
            strip = _on_white(_eight_bits(strip))
        page.paste(_on_white(strip.reduce(factor)), (0, top // factor))
    return page


def watermark(page: bytes, text: str) -> bytes:
    """The page with who looks at it, and when, across it: a copy that leaves tells where it came from."""
    picture = Image.open(io.BytesIO(page), formats=("JPEG",)).convert("RGB")
    words = _drawable(text)
    # A light script with a dark rim, so that neither a dark nor a light nor a grey part of the page hides it.
    picture.paste((0, 0, 0), (0, 0), _script(words, picture.size, rim=2, strength=110))
    picture.paste((255, 255, 255), (0, 0), _script(words, picture.size, rim=0, strength=120))
    return _encode(picture)


def _drawable(text: str) -> str:
    """The text in ASCII: the font that comes along has nothing else."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(
        "?" if ord(c) > 126 else c for c in plain if not unicodedata.combining(c) and c.isprintable()
    )


def _script(words: str, size: tuple[int, int], *, rim: int, strength: int) -> Image.Image:
    """A mask of the words in slanted rows, each shifted against the one above."""
    width, height = size
    font = ImageFont.load_default(size=max(14, min(width, height) // 32))
    left, top, right, bottom = font.getbbox(words)
    step_x, step_y = int(right - left) + 60, max(8, int(bottom - top)) * 5
    side = int((width**2 + height**2) ** 0.5) + step_x
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    for row, y in enumerate(range(0, side, step_y)):
        for x in range(-(row % 2) * step_x // 2, side, step_x):
            draw.text((x, y), words, fill=strength, font=font, stroke_width=rim)
    mask = mask.rotate(30, resample=Image.Resampling.BILINEAR)
    x, y = (side - width) // 2, (side - height) // 2
    return mask.crop((x, y, x + width, y + height))


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation_of(picture: Image.Image) -> int:
    """The Exif orientation; unreadable Exif data turns nothing, and is no fault of the photo."""
    try:
        return int(picture.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001 - whatever hostile metadata makes of the reader
        return 1


def _eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        page = Image.new("RGB", layer.size, "white")
        page.paste(layer, (0, 0), layer)
        return page
    return picture.convert("RGB")


def _encode(picture: Image.Image) -> bytes:
    clean = Image.new("RGB", picture.size)  # re-saving an opened image keeps its comment: a new one has none
    clean.paste(picture)
    target = io.BytesIO()
    clean.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()
