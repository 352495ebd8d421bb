"""Runs an unpacked image as production would: another user, a read-only root, PostgreSQL outside; and uses it.

run_image.py ROOT IMAGE.json      (as root: it mounts; build.sh calls it)
"""

import base64
import io
import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.adapters.embedded_postgres.databases import SUPERUSER

# The image's own root, read-only, with what every container engine adds; then the user that the image names, without
# a capability and without a way to get one.
ENTER = """
set -e
mount --bind {root} {root} && mount -o remount,bind,ro {root}
mount -t proc proc {root}/proc
mount -t tmpfs -o mode=1777 tmpfs {root}/tmp
mount --bind {volume} {root}/var/lib/dsr
mount --rbind /dev {root}/dev
exec chroot {root} setpriv --reuid={user} --regid={group} --clear-groups --no-new-privs --bounding-set=-all \
    --inh-caps=-all env -i {environment} {command}
"""


class Container:
    """What the image says about itself, and how its programs are started."""

    def __init__(self, root: Path, image: dict[str, Any], volume: Path, settings: dict[str, str]) -> None:
        self.root, self.volume = root, volume
        self.config = image["Docker"]["config"]
        self.environment = [*self.config["Env"], *(f"{name}={value}" for name, value in settings.items())]

    def start(self, *command: str, entrypoint: bool = True, **options: Any) -> subprocess.Popen[str]:
        user, _, group = self.config["User"].partition(":")
        program = [*(self.config["Entrypoint"] if entrypoint else []), *command]
        script = ENTER.format(
            root=self.root, volume=self.volume, user=user, group=group,
            environment=shlex.join(self.environment), command=shlex.join(program),
        )  # fmt: skip
        return subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "bash", "-c", script], text=True, **options
        )

    def run(self, *command: str, entrypoint: bool = True) -> tuple[int, str]:
        process = self.start(
            *command, entrypoint=entrypoint, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        output, _ = process.communicate(timeout=120)
        return process.returncode, output

    def ok(self, *command: str, entrypoint: bool = True) -> str:
        code, output = self.run(*command, entrypoint=entrypoint)
        assert code == 0, f"{command}: {code}\n{output}"
        return output

    def health(self) -> bool:
        _, *check = self.config["Healthcheck"]["Test"]
        return self.run(*check, entrypoint=False)[0] == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def carry(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()


def over_tcp(unix_socket: Path, port: int) -> None:
    """PostgreSQL as another machine's: its socket, reached by TCP."""
    listening = socket.create_server(("127.0.0.1", port))

    def accept() -> None:
        while True:
            near, _ = listening.accept()
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(unix_socket))
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=carry, args=(source, target), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def until(done: Callable[[], bool], patience: float = 60.0) -> float:
    begin = time.monotonic()
    while not done():
        assert time.monotonic() - begin < patience, "not in time"
        time.sleep(0.1)
    return time.monotonic() - begin


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=3).status_code == 200
    except httpx.TransportError:
        return False


def confined(container: Container) -> None:
    """What an intruder would look for."""
    assert container.ok("id", "-u", entrypoint=False).strip() == "10001"
    for place in ("/", "/opt/dsr", "/usr/bin", "/etc"):
        assert "Read-only file system" in container.run("touch", f"{place}/x", entrypoint=False)[1], place
    container.ok("touch", "/tmp/x", "/var/lib/dsr/x", entrypoint=False)
    for tool in ("pip", "gcc", "cc", "make", "pytest", "buildah"):
        code, found = container.run("sh", "-c", f"command -v {tool}", entrypoint=False)
        assert code != 0, f"{tool} is in the image: {found}"
    assert container.run("python", "-c", "import pip", entrypoint=False)[0] != 0
    status = container.ok("cat", "/proc/self/status", entrypoint=False)
    assert "CapBnd:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status


def used(url: str, keys: dict[str, str]) -> None:
    """A request with its proof of identity: the reading process is confined inside the image too."""
    storefront, staff = (
        httpx.Client(base_url=url, headers={"Authorization": f"Bearer {keys[role]}"}, timeout=60)
        for role in ("storefront", "staff")
    )
    subject = {"name": "Camille Martin", "identifiers": [{"type": "email", "value": "camille@example.com"}]}
    made = storefront.post("/v1/requests", json={"rights": ["access"], "subject": subject})
    assert made.status_code == 201, made.text
    path = f"/v1/requests/{made.json()['id']}"
    picture = io.BytesIO()
    Image.effect_noise((600, 400), 80).save(picture, "PNG")
    upload = storefront.post(
        f"{path}/identity-documents", files={"file": ("id.png", picture.getvalue(), "image/png")}
    )
    assert upload.status_code == 201, upload.text
    checks = {"valid_on_receipt": True, "signed": True, "name_matches": True}
    review = staff.post(
        f"{path}/identity-documents/{upload.json()[0]['id']}/review",
        json={"verdict": "accept", "checks": checks},
    )
    assert review.status_code == 200, review.text
    assert staff.get(path).json()["identity"]["verified_at"]
    assert httpx.get(f"{url}/docs").status_code == 200


def main(root: Path, image: dict[str, Any]) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = stack.enter_context(EmbeddedPostgres.start(folder / "postgres", fast=True))
        postgres.create_database("dsr")
        database_port, port = free_port(), free_port()
        over_tcp(next(postgres.socket_folder.glob(".s.PGSQL.*[0-9]")), database_port)
        volume = folder / "volume"
        volume.mkdir()
        os.chown(volume, 10001, 10001)
        container = Container(root, image, volume, {
            "DSR_DATABASE_URL": f"postgresql://{SUPERUSER}@127.0.0.1:{database_port}/dsr",
            "DSR_SECRET_KEY": secrets.token_urlsafe(32),
            "DSR_KEY_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "DSR_HOST": "127.0.0.1",
            "DSR_PORT": str(port),
        })  # fmt: skip
        confined(container)
        assert not container.health()
        begin = time.monotonic()
        container.ok("migrate")
        print(f"migrated in {time.monotonic() - begin:.1f} s")
        keys = {
            role: json.loads(container.ok("keys", "create", "--role", role, "--json"))["key"]
            for role in ("storefront", "staff")
        }
        url = f"http://127.0.0.1:{port}"
        serving, working = container.start(*container.config["Cmd"]), container.start("work")
        try:
            print(f"serving after {until(lambda: answers(f'{url}/readyz')):.1f} s")
            assert container.health()
            used(url, keys)
            assert working.poll() is None
        finally:
            begin = time.monotonic()
            for process in (serving, working):
                process.send_signal(signal.SIGTERM)
            codes = [process.wait(40) for process in (serving, working)]
        assert set(codes) <= {0, -signal.SIGTERM}, codes
        print(f"stopped in {time.monotonic() - begin:.1f} s")
        size = sum(path.lstat().st_size for path in (root / "opt/dsr").rglob("*") if not path.is_dir())
        print(f"the environment in /opt/dsr: {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))
