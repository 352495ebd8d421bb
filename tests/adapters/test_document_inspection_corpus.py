"""Every upload of the suite gets the answer of the policy, and the service stands after each."""

import time

import psutil
import pytest

from dsr_service.adapters.document_inspection.inspector import ChildProcessInspector
from dsr_service.domain.errors import Kind
from uploads.corpus import FAMILIES

STATUS = {None: 201, Kind.TOO_LARGE: 413, Kind.UNSUPPORTED_TYPE: 415, Kind.INVALID: 422}


@pytest.mark.parametrize("family", FAMILIES)
async def test_every_upload_gets_its_answer(family, record_property):
    inspector = ChildProcessInspector()
    wrong, slowest, grown = [], 0.0, 0
    process = psutil.Process()
    try:
        for case in FAMILIES[family].cases():
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
    assert slowest < 35  # the wall limit and its grace
    assert grown < 64 << 20  # the pages of one document; a bomb unfolds in the child alone


def test_the_suite_is_large_enough():
    cases = [(case.status, case.name) for family in FAMILIES.values() for case in family.cases()]
    assert sum(status != 201 for status, _ in cases) >= 150
    assert sum(status == 201 for status, _ in cases) >= 40
    assert len(set(cases)) == len(cases), "two cases of one name"
