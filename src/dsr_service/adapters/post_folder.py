"""Letters as files in a folder: the embedded default, where a mail system or a curious reader takes them."""

import asyncio
import os
from pathlib import Path

from dsr_service.adapters.mail_messages import as_email
from dsr_service.services.ports.post import OutgoingLetter


class FolderPost:
    """One RFC 5322 file per letter, named by its id: handed over twice it is still one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def hand_over(self, letter: OutgoingLetter) -> str:
        await asyncio.to_thread(self._write, letter)
        return "outbox"

    def _write(self, letter: OutgoingLetter) -> None:
        content = as_email(letter).as_bytes()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self._folder / f"{letter.message_id}.eml"
        draft = target.with_suffix(".part")
        with open(draft, "wb", opener=_owner_only) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
