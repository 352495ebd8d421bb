"""The files of an embedded installation: its secrets, and the demo's API keys."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def secrets_of(data_dir: Path) -> dict[str, str]:
    """The secrets of this installation, made once: losing them makes every sealed file unreadable."""
    return _once(data_dir / "secrets.json", _new_secrets)


def _new_secrets() -> dict[str, str]:
    return {
        "secret_key": secrets.token_urlsafe(32),
        "key_encryption_keys": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }


def demo_keys_of(data_dir: Path) -> dict[str, str] | None:
    """The demo's API keys, if they were made already."""
    path = data_dir / "demo-keys.json"
    return _read(path) if path.exists() else None


def keep_demo_keys(data_dir: Path, keys: dict[str, str]) -> None:
    _once(data_dir / "demo-keys.json", lambda: keys)


def _once(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Write a file that only we may read, whole or not at all, unless it is there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}.new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(make(), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return _read(path)


def _read(path: Path) -> dict[str, str]:
    content: dict[str, str] = json.loads(path.read_text("utf-8"))
    return content
