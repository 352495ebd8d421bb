"""The reading process: what comes out of it, what it can't do, and that only it dies."""

import asyncio
import contextlib
import gc
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from PIL import Image

from dsr_service.adapters.document_inspection.inspector import ChildProcessInspector
from dsr_service.adapters.document_inspection.sandbox import Limits
from dsr_service.domain.identity.document_policy import MediaType, Reason
from dsr_service.services.ports.document_inspection import DocumentUnreadable, ScannerUnavailable
from uploads import heics, jpegs, pdfs, pngs, webps
from uploads.jpegs import exif
from uploads.pictures import encoded, jpeg, png


@pytest.fixture
async def inspector():
    made = ChildProcessInspector()
    yield made
    await made.close()


def _markers(page: bytes) -> set[int]:
    """The segments of a JPEG before its first scan."""
    found, at = set(), 2
    while page[at + 1] != 0xDA:
        found.add(page[at + 1])
        at += 2 + int.from_bytes(page[at + 2 : at + 4])
    return found


async def test_a_raster_holds_pixels_alone(inspector):
    honest = [case for family in (jpegs, pngs, webps, heics, pdfs) for case in family.honest()]
    bearing = [
        case for case in honest if b"CANARY" in case.data or case.name in {"heic of a phone", "jpeg profile"}
    ]
    assert len(bearing) > 15
    for case in bearing:
        found = await inspector.inspect(case.data, filename=case.filename, declared_type=case.declared)
        assert found.pages, case.name
        for page in found.pages:
            assert b"CANARY" not in page, case.name
            assert _markers(page) <= {0xE0, 0xDB, 0xC0, 0xC4}, case.name  # JFIF, tables, frame: nothing else
            picture = Image.open(io.BytesIO(page))
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}, case.name
            assert not picture.getexif()


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_turned_photo_stands_upright(inspector, orientation):
    upright = Image.new("RGB", (400, 240), "white")
    upright.paste((220, 0, 0), (0, 0, 120, 80))  # the upper left corner
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    stored = upright.transpose(turns[orientation]) if orientation in turns else upright
    data = encoded(stored, "JPEG", exif=exif(orientation), quality=95)
    (page,) = (await inspector.inspect(data, filename="a.jpg", declared_type=None)).pages
    shown = Image.open(io.BytesIO(page)).convert("RGB")
    assert shown.size == upright.size
    assert shown.getpixel((40, 40))[1] < 90
    assert all(shown.getpixel(at)[1] > 180 for at in ((380, 20), (20, 220), (380, 220)))


async def test_sixteen_bits_and_transparency_keep_their_look(inspector):
    grey = Image.frombytes("I;16", (300, 200), (40_000).to_bytes(2, "little") * 60_000)
    (page,) = (await inspector.inspect(encoded(grey, "PNG"), filename="a.png", declared_type=None)).pages
    assert abs(Image.open(io.BytesIO(page)).getpixel((100, 100))[0] - 40_000 // 256) < 4
    clear = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    (page,) = (await inspector.inspect(encoded(clear, "PNG"), filename="a.png", declared_type=None)).pages
    assert Image.open(io.BytesIO(page)).getpixel((100, 100)) == (255, 255, 255)


async def test_pages_and_heic_are_drawn(inspector):
    pages = await inspector.rasterise(pdfs.pages(3), MediaType.PDF)
    assert len(pages) == 3
    shown = Image.open(io.BytesIO(pages[0])).convert("RGB")
    assert max(shown.size) <= 2500
    width, height = shown.size
    assert (
        shown.getpixel((width * 100 // 595, height - height * 100 // 842))[0] > 200
    )  # the red field of the page
    assert shown.getpixel((width * 100 // 595, height - height * 100 // 842))[1] < 60
    (page,) = await inspector.rasterise(heics.phone().encode(), MediaType.HEIC)
    assert Image.open(io.BytesIO(page)).size == (700, 500)
    with pytest.raises(DocumentUnreadable):
        await inspector.rasterise(b"not a document", MediaType.PNG)


async def test_a_file_on_disk_is_read_like_bytes(inspector, tmp_path):
    file = tmp_path / "whatever"
    file.write_bytes(jpeg())
    assert (await inspector.inspect(file, filename="a.jpg", declared_type="image/jpeg")).accepted
    file.write_bytes(b"")
    assert (await inspector.inspect(file, filename="a.jpg", declared_type=None)).reason is Reason.EMPTY


async def test_a_watermark_is_seen_and_adds_no_metadata(inspector):
    (page,) = await inspector.rasterise(png(), MediaType.PNG)
    marked = await inspector.watermark(page, "staff-01 2026-11-23T10:00:00Z Zoë")
    other = await inspector.watermark(page, "staff-02 2026-11-23T10:00:00Z Zoë")
    assert len({page, marked, other}) == 3
    assert b"staff" not in marked
    assert _markers(marked) <= {0xE0, 0xDB, 0xC0, 0xC4}
    plain, shown = (Image.open(io.BytesIO(p)).convert("L") for p in (page, marked))
    assert plain.size == shown.size
    for left in range(0, plain.width - 160, 160):  # no large part of the page is without it
        box = (left, 0, left + 160, plain.height)
        before, after = plain.crop(box).tobytes(), shown.crop(box).tobytes()
        assert sum(abs(a - b) > 25 for a, b in zip(before, after, strict=True)) > 200
    for colour in ("black", "gray", "white"):
        (page,) = await inspector.rasterise(
            encoded(Image.new("RGB", (600, 400), colour), "PNG"), MediaType.PNG
        )
        shown = Image.open(io.BytesIO(await inspector.watermark(page, "staff-01 \u8bc1\n"))).convert("L")
        low, high = shown.getextrema()
        assert high - low > 60, colour
    with pytest.raises(DocumentUnreadable):
        await inspector.watermark(b"no picture", "text")


async def test_time_is_limited_and_the_next_file_is_read():
    inspector = ChildProcessInspector(Limits(wall_seconds=0.02))
    large = encoded(Image.new("RGB", (10_000, 5_000), "red"), "JPEG", progressive=True)
    assert (await inspector.inspect(large, filename="a.jpg", declared_type=None)).reason is Reason.TOO_COSTLY
    await inspector.close()


async def test_memory_is_limited_in_the_child():
    inspector = ChildProcessInspector(Limits(memory_bytes=48 << 20))
    large = encoded(Image.new("RGBA", (8_000, 6_000), (1, 2, 3, 200)), "PNG")
    assert (await inspector.inspect(large, filename="a.png", declared_type=None)).reason is Reason.TOO_COSTLY
    assert (await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)).accepted
    await inspector.close()


async def test_the_reading_process_is_started_again_when_it_was_killed(inspector):
    for _ in range(3):
        assert (await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)).accepted
        os.kill(inspector._readers._process.pid, signal.SIGKILL)
    assert (await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)).accepted


async def test_a_reader_that_is_killed_refuses_its_file_alone():
    inspector = ChildProcessInspector()
    await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)
    large = encoded(Image.new("RGB", (10_000, 5_000), "red"), "JPEG", progressive=True)
    number = inspector._readers._process.pid
    listed = Path(
        f"/proc/{number}/task/{number}/children"
    )  # quicker than a look at every process of a busy machine
    while listed.read_text().split():  # the reader of the first file is on its way out
        await asyncio.sleep(0.001)
    reading = asyncio.create_task(inspector.inspect(large, filename="a.jpg", declared_type=None))
    while not reading.done():
        await asyncio.sleep(0)
        if children := listed.read_text().split():
            reader = psutil.Process(int(children[0]))
            while reader.cpu_times().user < 0.1:  # killed before its first word, it would be tried again
                await asyncio.sleep(0.01)
            os.kill(int(children[0]), signal.SIGKILL)
            break
    assert (await reading).reason is Reason.TOO_COSTLY
    assert (await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)).accepted
    await inspector.close()


async def test_many_at_once(inspector):
    found = await asyncio.gather(
        *(inspector.inspect(jpeg(), filename="a.jpg", declared_type=None) for _ in range(12)),
        *(inspector.inspect(b"%PDF-1.7 no", filename="a.pdf", declared_type=None) for _ in range(12)),
    )
    assert [f.accepted for f in found] == [True] * 12 + [False] * 12


async def test_nothing_is_left_behind(inspector):
    await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)
    process = psutil.Process()
    readers = psutil.Process(inspector._readers._process.pid)
    gc.collect()  # what other tests left open is theirs
    open_before = process.num_fds()
    for _ in range(20):
        await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)
    assert process.num_fds() == open_before
    assert readers.num_fds() <= 12
    async with asyncio.timeout(100):  # the last reader ends, and is reaped, after its answer
        while readers.children():
            await asyncio.sleep(0.02)
    await inspector.close()
    assert not readers.is_running()


async def test_the_scanner_has_its_say():
    class Scanner:
        answer: bool | None = False

        async def is_infected(self, document):
            if self.answer is None:
                raise ScannerUnavailable
            return self.answer

    scanner = Scanner()
    inspector = ChildProcessInspector(scanner=scanner)
    assert (await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)).accepted
    scanner.answer = True
    found = await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)
    assert found.reason is Reason.MALWARE
    assert found.pages == ()
    scanner.answer = None
    held = await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)
    assert (held.accepted, held.held, held.code) == (True, True, "document_held"), "taken, and not passed"
    await inspector.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's own guards are Linux's")
@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname').read()",
        "open('/tmp/dsr-escape', 'w')",
        "import socket; socket.socket()",
        "import socket; socket.create_connection(('127.0.0.1', 1))",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.kill(os.getppid(), 0)",
        "import subprocess; subprocess.run(['/bin/true'], check=True)",
        "import os; os.listdir('/')",
        "bytearray(4 << 30)",
    ],
)
def test_the_confined_process_can_do_nothing_else(attempt):
    program = (
        "import socket, subprocess, os, sys\n"
        "from dsr_service.adapters.document_inspection import sandbox\n"
        "sandbox.confine(sandbox.Limits())\n"
        f"try:\n    {attempt}\n"
        "except (OSError, MemoryError) as fault:\n    os.write(1, type(fault).__name__.encode())\n    os._exit(7)\n"
        "os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    expected = b"MemoryError" if "bytearray" in attempt else b"PermissionError"
    assert (done.returncode, done.stdout) == (7, expected), done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="network namespaces are Linux's")
async def test_the_reading_process_has_no_network_and_no_secret(inspector, monkeypatch):
    monkeypatch.setenv("DSR_CANARY", "secret")
    await inspector.inspect(jpeg(), filename="a.jpg", declared_type=None)
    readers = psutil.Process(inspector._readers._process.pid)
    assert "DSR_CANARY" not in readers.environ()
    assert Path(f"/proc/{readers.pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()


async def test_large_pictures_are_read_one_after_the_other():
    inspector = ChildProcessInspector(at_once=3)
    large = encoded(Image.new("RGB", (9_000, 5_000), "red"), "JPEG", progressive=True, subsampling=0)
    reading = [
        asyncio.create_task(inspector.inspect(large, filename="a.jpg", declared_type=None)) for _ in range(3)
    ]
    most = 0
    while inspector._readers is None:
        await asyncio.sleep(0.02)
    readers = psutil.Process(inspector._readers._process.pid)
    while not all(task.done() for task in reading):
        await asyncio.sleep(0.02)
        used = 0
        for child in readers.children():
            with contextlib.suppress(psutil.NoSuchProcess):
                used += child.memory_info().rss
        most = max(most, used)
    assert all([(await task).accepted for task in reading])
    await inspector.close()
    assert most < 1 << 30  # three at once would need some 1.6 GiB
