"""What models and calls have in common: absent values, files, a call and its answer."""

from collections.abc import Callable, Mapping
from typing import IO, Any, BinaryIO, Final, Generic, Literal, TypeVar

import httpx
from attrs import define, frozen


class Unset:
    """The type of a field that isn't sent at all; None is sent as null."""

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset()

FileContent = IO[bytes] | bytes | str
FileTypes = (
    tuple[str | None, FileContent, str | None] | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """A file to upload; name and media type should agree with the content."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        return self.file_name, self.payload, self.mime_type


T = TypeVar("T")


@frozen
class Call(Generic[T]):
    """A request that can be sent by `Client.send` or `Client.stream`, and how its answer is read."""

    arguments: dict[str, Any]
    read: Callable[[httpx.Response], T]


@frozen
class Response(Generic[T]):
    """An answer with what `Client`'s plain methods leave out: status and headers (ETag, RateLimit ...)."""

    status_code: int
    headers: httpx.Headers
    parsed: T
