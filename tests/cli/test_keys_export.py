"""What is sealed opens with the public tool `age`, by the key that the operator takes out."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import pyrage
import pytest
from sqlalchemy import text

from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import settings_for
from identity_papers import CHECKS, png, submitted, uploaded


def export(database, tmp_path, request_id: str, out) -> subprocess.CompletedProcess[str]:
    settings = settings_for(database, tmp_path)
    own = {
        "DSR_DATABASE_URL": database,
        "DSR_DATA_DIR": str(settings.data_dir),
        "DSR_SECRET_KEY": settings.secret_key.get_secret_value(),
        "DSR_KEY_ENCRYPTION_KEYS": settings.key_encryption_keys.get_secret_value(),
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DSR_")}
    command = [sys.executable, "-m", "dsr_service.cli", "keys", "export", request_id, "--out", str(out)]
    return subprocess.run(command, env=clean | own, capture_output=True, text=True, timeout=60, check=False)


def opened_by_pyrage(identity_file, sealed) -> bytes:
    [secret] = [line for line in identity_file.read_text().splitlines() if not line.startswith("#")]
    return pyrage.decrypt(sealed.read_bytes(), [pyrage.x25519.Identity.from_str(secret)])


def opened_by_age(identity_file, sealed) -> bytes:
    """The reference implementation, as Debian ships it."""
    command = ["age", "--decrypt", "--identity", str(identity_file), str(sealed)]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout


TOOLS = [
    opened_by_pyrage,
    pytest.param(
        opened_by_age, marks=pytest.mark.skipif(shutil.which("age") is None, reason="`age` is not installed")
    ),
]


@pytest.mark.parametrize("opened", TOOLS)
async def test_a_public_tool_opens_what_is_stored(service, database, tmp_path, opened):
    storefront = service.clients["storefront"]
    path, content = await submitted(storefront), png()
    [document] = (await uploaded(storefront, path, content)).json()
    request_id, out = path.rpartition("/")[2], tmp_path / "keys"
    done = export(database, tmp_path, request_id, out)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["purpose"] == f"identity_document.{document['id']}"
    assert "AGE-SECRET-KEY" not in done.stdout + done.stderr
    [identity_file] = out.iterdir()
    assert (identity_file.stat().st_mode & 0o777, out.stat().st_mode & 0o777) == (0o600, 0o700)
    folder = service.data_dir / "blobs" / "identity" / request_id / document["id"]
    assert (
        hashlib.sha256(opened(identity_file, folder / "original")).digest()
        == hashlib.sha256(content).digest()
    )
    assert opened(identity_file, folder / "page-0").startswith(b"\xff\xd8") or opened(
        identity_file, folder / "page-0"
    ).startswith(b"\x89PNG")
    events = (await service.clients["dpo"].get(f"{path}/events")).json()
    [taken] = [event for event in events if event["name"] == "sealing_keys_exported"]
    assert taken["data"]["purposes"] == [told["purpose"]]


async def test_what_is_shredded_and_what_is_not_there_are_not_taken_out(service, database, tmp_path):
    storefront, staff = service.clients["storefront"], service.clients["staff"]
    path = await submitted(storefront)
    [document] = (await uploaded(storefront, path)).json()
    review = {"verdict": "accept", "checks": CHECKS}
    await staff.post(f"{path}/identity-documents/{document['id']}/review", json=review)
    await service.run_jobs()
    async with service.runtime.operation(SYSTEM) as ctx:
        assert (
            await ctx.session.scalar(text("SELECT count(*) FROM request_keys WHERE wrapped_identity IS NULL"))
            == 1
        )
    done = export(database, tmp_path, path.rpartition("/")[2], tmp_path / "keys")
    assert (done.returncode, done.stdout) == (0, "")
    assert list((tmp_path / "keys").iterdir()) == []
    missing = export(database, tmp_path, "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e", tmp_path / "keys")
    assert missing.returncode == 1
    assert missing.stdout == ""
