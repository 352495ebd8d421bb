"""Rotation of the key-encryption key, and keys in a place of their own, in the running service."""

import asyncio
import os
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from dsr_service.adapters.sealing.key_encryption import new_key
from dsr_service.domain.actors import SYSTEM
from dsr_service.services import key_rotation, key_sweeping
from dsr_service_tests import Service, settings_for
from identity_papers import CHECKS, submitted, uploaded
from known_shop import put_registers


async def wrapped(service) -> list[bytes | None]:
    async with service.runtime.operation(SYSTEM) as ctx:
        rows = await ctx.session.execute(
            text("SELECT wrapped_identity FROM request_keys ORDER BY created_at")
        )
        return list(rows.scalars())


async def looked_at(service, path: str, document: str) -> int:
    staff = service.clients["staff"]
    view = await staff.post(f"{path}/identity-documents/{document}/views", json={"reason": "review"})
    assert view.status_code == 201, view.text
    return (await staff.get(view.json()["url"])).status_code


async def test_the_old_key_may_go_after_a_rotation(database, tmp_path):
    old, new = new_key(), new_key()
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, key_encryption_keys=old))
        path = await submitted(service.clients["storefront"])
        made = [(await uploaded(service.clients["storefront"], path)).json()[0]["id"] for _ in range(3)]
        staff = service.clients["staff"]
        await staff.post(
            f"{path}/identity-documents/{made[2]}/review", json={"verdict": "reject", "reason": "expired"}
        )
        await service.run_jobs()
    async with AsyncExitStack() as stack:
        service = await Service.start(
            stack, settings_for(database, tmp_path, key_encryption_keys=f"{new},{old}")
        )
        first, second = [await key_rotation.rotate(service.runtime) for _ in range(2)]
        assert (first.rewrapped, first.current, first.refused) == (2, 0, [])
        assert (second.rewrapped, second.current) == (0, 2)
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, key_encryption_keys=new))
        assert await looked_at(service, path, made[0]) == 200
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, key_encryption_keys=old))
        assert len((await key_rotation.rotate(service.runtime)).refused) == 2


async def test_keys_apart_leave_the_database_and_shredding_leaves_nowhere(database, tmp_path):
    place = tmp_path / "keys"
    async with AsyncExitStack() as stack:
        plain = await Service.start(stack, settings_for(database, tmp_path))
        path = await submitted(plain.clients["storefront"])
        before = (await uploaded(plain.clients["storefront"], path)).json()[0]["id"]
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, keystore_url=place.as_uri()))
        after = (await uploaded(service.clients["storefront"], path)).json()[0]["id"]
        assert (await key_rotation.rotate(service.runtime)).rewrapped == 1, "the older key moves"
        assert await wrapped(service) == [b"key store", b"key store"]
        assert len(list(place.iterdir())) == 2
        for document in (before, after):
            assert await looked_at(service, path, document) == 200
        staff = service.clients["staff"]
        answers = await asyncio.gather(
            *(
                staff.post(
                    f"{path}/identity-documents/{document}/review",
                    json={"verdict": "accept", "checks": CHECKS},
                )
                for document in (before, after)
            )
        )
        assert {answer.status_code for answer in answers} == {200}
        await service.run_jobs()
        assert await wrapped(service) == [None, None]
        assert list(place.iterdir()) == []


async def test_a_rotation_beside_a_verdict_brings_no_key_back(database, tmp_path):
    place = tmp_path / "keys"
    async with AsyncExitStack() as stack:
        plain = await Service.start(stack, settings_for(database, tmp_path))
        path = await submitted(plain.clients["storefront"])
        document = (await uploaded(plain.clients["storefront"], path)).json()[0]["id"]
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, keystore_url=place.as_uri()))
        rewrap = service.runtime.sealed.rewrap

        async def verdict_comes_first(key):
            fresh = await rewrap(key)
            await service.clients["staff"].post(
                f"{path}/identity-documents/{document}/review",
                json={"verdict": "reject", "reason": "expired"},
            )
            await service.run_jobs()
            return fresh

        object.__setattr__(service.runtime.sealed, "rewrap", verdict_comes_first)
        await key_rotation.rotate(service.runtime)
        assert await wrapped(service) == [None]
        assert list(place.iterdir()) == []


async def erasure_with_seeds(service, seeds: bytes) -> str:
    """As a worker leaves one behind whose rows the law keeps for years."""
    erasure_id = str(uuid4())
    sealed = await service.runtime.key_encryption.wrap(seeds, f"erasure/{erasure_id}/rows")
    async with service.runtime.operation(SYSTEM) as ctx:
        await ctx.session.execute(
            text(
                "INSERT INTO erasures (id, attempt, status, ground, data_map_version_id, rules_version, planned_by, "
                "planned_at, seeds) SELECT :id, 1, 'planned', 'no_longer_necessary', id, '1', 'test', now(), :seeds "
                "FROM data_map_versions"
            ),
            {"id": UUID(erasure_id), "seeds": sealed},
        )
    return erasure_id


async def test_rows_that_are_kept_are_found_again_with_the_new_key_alone(database, tmp_path):
    old, new = new_key(), new_key()
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, key_encryption_keys=old))
        await put_registers(service.clients["dpo"])
        erasure_id = await erasure_with_seeds(service, b"[]")
    async with AsyncExitStack() as stack:
        both = settings_for(database, tmp_path, key_encryption_keys=f"{new},{old}")
        service = await Service.start(stack, both)
        first, second = [await key_rotation.rotate(service.runtime) for _ in range(2)]
        assert (first.rewrapped, first.current, first.refused) == (1, 0, [])
        assert (second.rewrapped, second.current) == (0, 1)
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, key_encryption_keys=new))
        async with service.runtime.operation(SYSTEM) as ctx:
            sealed = await ctx.session.scalar(text("SELECT seeds FROM erasures"))
        context = f"erasure/{erasure_id}/rows"
        assert await service.runtime.key_encryption.unwrap(sealed, context) == b"[]"
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, key_encryption_keys=old))
        assert (await key_rotation.rotate(service.runtime)).refused == [context]


async def test_keys_without_a_row_are_swept_after_a_day(database, tmp_path):
    place = tmp_path / "keys"
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, keystore_url=place.as_uri()))
        path = await submitted(service.clients["storefront"])
        document = (await uploaded(service.clients["storefront"], path)).json()[0]["id"]
        kept = {file.name for file in place.iterdir()}
        for _ in range(3):  # an upload that died before its row
            await service.runtime.sealed.new_key(f"{uuid4()}/identity_document.{uuid4()}")
        (place / ".unfinished").write_bytes(b"half a key")
        aged = (service.clock.now() - timedelta(days=2)).timestamp()
        for number, file in enumerate(sorted(place.iterdir())):
            if file.name in kept or file.name.startswith(".") or number % 2:
                os.utime(file, (aged, aged))
        old = {f.name for f in place.iterdir() if f.stat().st_mtime == aged} - kept
        young = {f.name for f in place.iterdir()} - old - kept
        assert await key_sweeping.sweep(service.runtime) == len(old) > 0
        assert {file.name for file in place.iterdir()} == kept | young
        assert await looked_at(service, path, document) == 200
        async with service.runtime.operation(SYSTEM) as ctx:
            told = await ctx.session.scalar(
                text("SELECT data->>'keys' FROM audit_events WHERE name = 'keys_swept'")
            )
        assert told == str(len(old))


async def test_a_database_that_knows_hardly_any_of_the_keys_deletes_none(database, tmp_path):
    """A restore that went wrong, or a test's database beside the shop's key store."""
    place = tmp_path / "keys"
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, keystore_url=place.as_uri()))
        for _ in range(30):
            await service.runtime.sealed.new_key(f"{uuid4()}/identity_document.{uuid4()}")
        aged = (service.clock.now() - timedelta(days=2)).timestamp()
        for file in place.iterdir():
            os.utime(file, (aged, aged))
        with pytest.raises(key_sweeping.KeyStoreUnfamiliar):
            await key_sweeping.sweep(service.runtime)
        assert len(list(place.iterdir())) == 30
