"""F8, F9 with real things: a file system that is full, and an object store that lies, is short of words, or away."""

import os
import subprocess
from pathlib import Path

import pytest

from faults.book import Call, Caller
from faults.checker import check
from faults.papers import upload
from faults.world import World
from lying_store import Faults, lying_store

SIZE = 4 * 1024 * 1024


def mounted(folder: Path) -> bool:
    """A small file system of its own at that folder, if this machine lets us."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(folder)]
    return os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0


def fill(file: Path) -> None:
    """To the last byte."""
    with file.open("wb", buffering=0) as filler:
        for size in (65536, 512, 1):
            try:
                while filler.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


@pytest.mark.faults
@pytest.mark.parametrize("full", ["blobs", "spool"])
def test_a_file_system_that_is_full(world: World, full: str) -> None:
    """F8: uploads are answered 503 or taken whole; a search waits; all goes on once there is room again."""
    folder = world.data / full
    if not mounted(folder):
        pytest.skip("left out: a file system can't be mounted here (it takes root and CAP_SYS_ADMIN)")
    world.closing.append(lambda: subprocess.run(["umount", "-l", str(folder)], check=False))
    api = world.api()
    storefront, staff = world.caller("storefront", api.url), world.caller("staff", api.url)
    world.worker(schedules=False)
    rounds = 4
    for _ in range(rounds):
        path = f"/v1/requests/{world.submit(storefront)['id']}"
        assert upload(storefront, path).status == 201
        filler = folder / "filler"
        fill(filler)
        searched = world.started(storefront, staff, "access", email=world.person())
        path = f"/v1/requests/{world.submit(storefront)['id']}"
        answers = {upload(storefront, path).status for _ in range(3)}
        if full == "blobs":
            assert answers == {503}, answers
            ready = world.caller("staff", api.url).get("/readyz")
            assert ready.status == 503, ready.body
            world.until(
                lambda: world.jobs("kind = 'fulfil' AND attempts > 0 AND state <> 'running'"), "a retry"
            )
            assert staff.get(searched).body["status"] == "in_fulfilment"
        else:
            assert answers <= {201, 503}, answers
        filler.unlink()
        assert upload(storefront, path).status == 201
        retry_now(world)
        world.until(lambda path=searched: staff.get(path).body["status"] == "awaiting_approval", "a package")
    check(world, f"F8 a real full file system: {full}", rounds)


def retry_now(world: World) -> None:
    world.sql(
        "UPDATE jobs SET run_after = 'epoch', retry_at = now(), state = 'waiting' WHERE state = 'scheduled'"
    )


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_an_object_store_that_lies(world: World) -> None:
    """F9: what the store did not keep is never called ready, and what it gives out wrongly is never passed on."""
    with lying_store() as store:
        world.environment |= {
            "DSR_BLOB_URL": store.url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"
        }  # fmt: skip
        api = world.api()
        callers = {role: world.caller(role, api.url) for role in ("storefront", "staff", "dpo")}
        worker = world.worker(schedules=False)
        faults = ["forgets", "keeps-other", "altered", "another", "short", "down", "reset"]
        world.chance.shuffle(faults)
        for fault in faults:
            one_lie(world, store, fault, callers)
        for process in (api, worker):
            process.kill()
        for key, content in store.blobs().items():  # where the checker looks, and the sweep
            target = world.data / "blobs" / key
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    del world.environment["DSR_BLOB_URL"]
    check(world, "F9 an object store that lies, is short, down", len(faults))


def one_lie(world: World, store: Faults, fault: str, callers: dict[str, Caller]) -> None:
    storefront, staff, dpo = (callers[role] for role in ("storefront", "staff", "dpo"))
    known = set(store.blobs())
    store.fault = fault
    path = f"/v1/requests/{world.submit(storefront)['id']}"
    answer = upload(storefront, path)
    searched = world.started(storefront, staff, "access", email=world.person())
    took = "kind = 'fulfil' AND attempts > 0 AND state <> 'running'"
    done = {"awaiting_approval", "fulfilled"}
    world.until(lambda: world.jobs(took) or staff.get(searched).body["status"] in done, "the search", 120)
    ready = staff.get(searched).body["status"] in done
    if fault in {"forgets", "keeps-other", "down", "reset"}:
        assert (answer.status, ready) == (503, False), (fault, answer.status, ready)
    assert answer.status in {201, 503}, answer
    if answer.status == 201 or ready:
        assert set(store.blobs()) > known, f"{fault}: taken, and the store has nothing"
    store.fault = ""
    retry_now(world)
    world.until(lambda: staff.get(searched).body["status"] in done, "a package", 120)
    assert dpo.post(f"{searched}/approval").ok
    [export] = storefront.get(f"{searched}/exports").body
    content = f"{searched}/exports/{export['id']}/content"
    store.fault = fault
    spoilt = storefront.get(content)
    store.fault = ""
    if fault not in {"forgets", "keeps-other"}:
        assert unusable(spoilt), f"{fault}: a wrong package was given out as if it were right: {spoilt}"
    right = storefront.get(content)
    assert (right.status, right.body) == (200, export["sha256"]), right


def unusable(call: Call) -> bool:
    """An error, or an answer that broke off: nobody can take it for the package."""
    return call.status is None or call.status >= 500
