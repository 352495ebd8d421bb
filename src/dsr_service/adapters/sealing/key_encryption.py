"""Key-encryption keys from the environment or a file: the newest wraps, all of them unwrap."""

import base64
import binascii
import json
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from dsr_service.domain.errors import Refusal
from dsr_service.services.ports.key_store import KeyRefused


class LocalKeyEncryption:
    """Wraps with Fernet keys, newest first. The context lies inside: a wrapped secret moved elsewhere is refused.

    The methods are those of a key management service (wrap, unwrap, both with a context), so that one can stand here.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises Refusal for none, or for one that is not 32 bytes in URL-safe base64."""
        if not keys:
            raise Refusal("no key-encryption key is given")
        for position, key in enumerate(keys, 1):
            if not _is_key(key):
                raise Refusal(f"key-encryption key {position} is not 32 bytes in URL-safe base64")
        fernets = [Fernet(key) for key in keys]
        self._newest, self._all = fernets[0], MultiFernet(fernets)

    async def wrap(self, secret: bytes, context: str) -> bytes:
        return self._newest.encrypt(_bound(secret, context))

    async def unwrap(self, wrapped: bytes, context: str) -> bytes:
        try:
            inside = json.loads(self._all.decrypt(wrapped))
        except InvalidToken:
            raise KeyRefused from None
        if inside["context"] != context:
            raise KeyRefused
        return base64.b64decode(inside["secret"])

    async def rewrap(self, wrapped: bytes, context: str) -> bytes | None:
        secret = await self.unwrap(wrapped, context)
        try:
            self._newest.decrypt(wrapped)
        except InvalidToken:
            return await self.wrap(secret, context)
        return None


def new_key() -> str:
    return Fernet.generate_key().decode()


def keys_in(text: str) -> list[str]:
    """Keys as a setting or a file holds them: separated by commas or line breaks, newest first, `#` comments."""
    lines = (line.partition("#")[0] for line in text.replace(",", "\n").splitlines())
    return [line.strip() for line in lines if line.strip()]


def read_key_file(path: Path) -> list[str]:
    """The keys of a file. Raises ValueError when others than its owner can read it."""
    if path.stat().st_mode & 0o077:
        raise ValueError(
            "the file of key-encryption keys can be read by others than its owner (want mode 600)"
        )
    return keys_in(path.read_text(encoding="ascii"))


def made_key_file(path: Path) -> list[str]:
    """The keys of a file, which is made with a fresh one when it is not there: the embedded service's own."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_key_file(path)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{new_key()}\n")
        file.flush()
        os.fsync(file.fileno())
    return read_key_file(path)


def _bound(secret: bytes, context: str) -> bytes:
    return json.dumps({"context": context, "secret": base64.b64encode(secret).decode()}).encode()


def _is_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key.encode())) == 32
    except (binascii.Error, UnicodeEncodeError):
        return False
