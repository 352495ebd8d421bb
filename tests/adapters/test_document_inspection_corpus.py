"""Every upload of the suite gets the answer of the policy, and the service stands after each."""

import random
import time

import psutil
import pytest

from dsr_service.adapters.document_inspection.inspector import ChildProcessInspector
from dsr_service.domain.errors import Kind
from uploads import heics, jpegs, pdfs, pngs, webps
from uploads.corpus import FAMILIES

LEAST = {  # hostile and honest uploads of each family
    "jpegs": (80, 40), "pngs": (50, 25), "webps": (35, 14), "heics": (40, 20), "pdfs": (180, 45),
    "scans": (20, 25), "others": (300, 90),
}  # fmt: skip
STATUS = {None: 201, Kind.TOO_LARGE: 413, Kind.UNSUPPORTED_TYPE: 415, Kind.INVALID: 422}


@pytest.mark.parametrize("family", FAMILIES)
async def test_every_upload_gets_its_answer(family, record_property):
    inspector = ChildProcessInspector()
    wrong, names, honest, slowest, grown = [], set(), 0, 0.0, 0
    process = psutil.Process()
    try:
        for case in FAMILIES[family].cases():
            assert case.name not in names
            names.add(case.name)
            honest += case.status == 201
            before, started = process.memory_info().rss, time.monotonic()
            found = await inspector.inspect(case.data, filename=case.filename, declared_type=case.declared)
            slowest = max(slowest, time.monotonic() - started)
            grown = max(grown, process.memory_info().rss - before)
            status = STATUS[found.kind]
            if status != case.status or case.code not in {None, found.code}:
                wrong.append(f"{case.name}: expected {case.status} {case.code}, got {status} {found.code}")
            if bool(found.pages) != (status == 201):
                wrong.append(f"{case.name}: {len(found.pages)} pages with {status}")
    finally:
        await inspector.close()
    record_property("slowest_seconds", round(slowest, 2))
    record_property("parent_grown_bytes", grown)
    assert wrong == []
    hostile_least, honest_least = LEAST[family]
    assert len(names) - honest >= hostile_least
    assert honest >= honest_least  # a builder that yields nothing proves nothing
    assert slowest < 35  # the wall limit and its grace
    assert grown < 64 << 20  # the pages of one document; a bomb unfolds in the child alone


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_no_mutation_of_an_honest_file_ends_the_service(seed):
    chance = random.Random(seed)
    honest = [
        (c.filename, c.data)
        for f in (jpegs, pngs, webps, heics, pdfs)
        for c in f.honest()
        if len(c.data) < 500_000
    ]
    inspector = ChildProcessInspector()
    try:
        for _ in range(500):
            name, data = chance.choice(honest)
            changed = bytearray(data)
            for _ in range(chance.choice((1, 2, 8, 64))):
                at = chance.randrange(len(changed))
                kind = chance.randrange(3)
                if kind == 0:
                    changed[at] = chance.randrange(256)
                elif kind == 1:
                    del changed[at : at + chance.randrange(1, 50)]
                    changed += b"\0"
                else:
                    changed[at:at] = chance.randbytes(chance.randrange(1, 20))
            found = await inspector.inspect(bytes(changed), filename=name, declared_type=None)
            assert bool(found.pages) is found.accepted
        assert (await inspector.inspect(jpegs.jpeg(), filename="a.jpg", declared_type=None)).accepted
    finally:
        await inspector.close()
