"""What carries letters to people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OutgoingLetter:
    """A letter for the post: `message_id` is stable, so that a doubled one is known by it."""

    message_id: UUID
    to: str
    sender: str | None
    locale: str
    written_at: datetime
    subject: str
    body: str
    html: str | None = None


class LetterRefused(Exception):
    """This letter can't reach this address, however often it is tried. `code` is kept: never the server's words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PostUnavailable(ConnectionError):
    """The post is away, busy or not set up well: the letter waits and is tried again. `code` as above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Post(Protocol):
    async def hand_over(self, letter: OutgoingLetter) -> str:
        """Pass the letter on for delivery, twice at worst; returns by which means, as a code for the record.

        Raises LetterRefused, or PostUnavailable.
        """
        ...
