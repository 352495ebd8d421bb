"""Keys that spill: the answers of a plain set and a plain list, in little memory, and nothing to read on the disk."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr_service.adapters.visited_keys import SpillingKeyQueue, SpillingKeySet

KEYS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "", "ab", "é"]), st.integers(0, 60).map(str)), max_size=30
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), KEYS, KEYS), max_size=20), st.sampled_from([1, 3, 1000]))
def test_a_set_answers_as_a_set(steps: list[tuple[int, list, list]], resident: int):
    spilling, plain = SpillingKeySet(resident=resident), set()
    for space, asked, added in steps:
        assert spilling.present(space, asked) == {key for key in asked if (space, key) in plain}
        spilling.add(space, added)
        plain.update((space, key) for key in added)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(KEYS, st.integers(1, 9)), max_size=20), st.sampled_from([1, 3, 1000]))
def test_a_queue_loses_and_invents_nothing(steps: list[tuple[list, int]], resident: int):
    queue, put, taken = SpillingKeyQueue(resident=resident), set(), set()
    for keys, count in steps:
        queue.put(keys)
        put.update(keys)
        got = queue.take(count)
        assert len(got) <= count
        taken.update(got)
    while queue:
        taken.update(queue.take(7))
    assert taken == put
    assert queue.take(1) == []


def test_a_table_grows_past_its_pages():
    spilling = SpillingKeySet(resident=500)
    for start in range(0, 60_000, 1000):
        keys = [(str(number),) for number in range(start, start + 1000)]
        assert spilling.present(1, keys) == set()
        spilling.add(1, keys)
    assert spilling.present(1, [("0",), ("59999",), ("60000",), ("-1",)]) == {("0",), ("59999",)}


def open_files() -> list[bytes]:
    found = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            target = str(link.readlink())
        except OSError:  # the listing's own
            continue
        if "(deleted)" in target:
            found.append(link.read_bytes())
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at files by /proc")
def test_nothing_on_the_disk_tells_a_key(tmp_path: Path):
    spilling, queue = SpillingKeySet(tmp_path, resident=10), SpillingKeyQueue(tmp_path, resident=10)
    keys = [(f"canary-{number}@example.com",) for number in range(500)]
    spilling.add(1, keys)
    queue.put(keys)
    contents = open_files()
    assert sum(map(len, contents)) > 10_000, "both have spilled"
    assert not any(b"canary" in content or b"example" in content for content in contents)
    assert list(tmp_path.iterdir()) == [], "no name leads to the files"


PROGRAM = """
import resource
from dsr_service.adapters.visited_keys import SpillingKeyQueue, SpillingKeySet
seen, queue = SpillingKeySet(), SpillingKeyQueue()
def fill(first, last):
    for start in range(first, last, 10_000):
        keys = [(str(number),) for number in range(start, start + 10_000)]
        seen.present(1, keys)
        seen.add(1, keys)
        queue.put(keys)
fill(0, 100_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
fill(100_000, 700_000)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_does_not_grow_with_the_keys():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 12_000, "kB for 600,000 keys more, which would take 90,000 as Python values"
