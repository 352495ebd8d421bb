"""A new way to wrap keys in front of the old one, so that an installation can move from the one to the other."""

from dsr_service.adapters.sealing.aws_kms import MARK
from dsr_service.services.ports.key_store import KeyEncryption, KeyRefused


class KeyChain:
    """Wraps by the key service; what local keys wrapped before still opens, until it is wrapped anew."""

    def __init__(self, service: KeyEncryption, local: KeyEncryption | None) -> None:
        self._service, self._local = service, local

    async def wrap(self, secret: bytes, context: str) -> bytes:
        return await self._service.wrap(secret, context)

    async def unwrap(self, wrapped: bytes, context: str) -> bytes:
        return await self._of(wrapped).unwrap(wrapped, context)

    async def rewrap(self, wrapped: bytes, context: str) -> bytes | None:
        if wrapped.startswith(MARK):
            return await self._service.rewrap(wrapped, context)
        return await self.wrap(await self.unwrap(wrapped, context), context)

    def _of(self, wrapped: bytes) -> KeyEncryption:
        if wrapped.startswith(MARK):
            return self._service
        if self._local is None:
            raise KeyRefused
        return self._local
