"""Rotation of the key-encryption key, and keys in a place of their own, in the running service."""

import asyncio
from contextlib import AsyncExitStack

from sqlalchemy import text

from dsr_service.adapters.sealing.key_encryption import new_key
from dsr_service.domain.actors import SYSTEM
from dsr_service.services import key_rotation
from dsr_service_tests import Service, settings_for
from identity_papers import CHECKS, submitted, uploaded


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
