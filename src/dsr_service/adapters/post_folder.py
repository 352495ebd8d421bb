"""Letters as files in a folder, from which the controller's mail system takes them."""

import asyncio
import os
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from dsr_service.services.ports.post import OutgoingLetter

_NOWHERE: Final = "dsr.invalid"  # a Message-ID needs a domain; this one can't exist


class FolderPost:
    """One RFC 5322 file per letter, named by its id: handed over twice it is still one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def hand_over(self, letter: OutgoingLetter) -> str:
        await asyncio.to_thread(self._write, letter)
        return "outbox"

    def _write(self, letter: OutgoingLetter) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self._folder / f"{letter.message_id}.eml"
        draft = target.with_suffix(".part")
        with open(draft, "wb", opener=_owner_only) as file:
            file.write(as_email(letter).as_bytes())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)


def as_email(letter: OutgoingLetter) -> EmailMessage:
    """The letter as a mail; its Message-ID stays the same however often it is sent."""
    domain = letter.sender.rpartition("@")[2] if letter.sender else _NOWHERE
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{letter.message_id}@{domain}>"
    message["Date"] = format_datetime(letter.written_at)
    if letter.sender:
        message["From"] = letter.sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Content-Language"] = letter.locale
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notice in return
    message.set_content(letter.body)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
    return message


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
