"""Rows that a person typed in, sealed in the database until the request's papers are destroyed."""

import os
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dsr_service.services.context import OperationContext

_NONCE = 12


def seal(ctx: OperationContext, task_id: UUID, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """For this task alone: under another's id it can't be opened."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(ctx.policy.answers_key).encrypt(nonce, orjson.dumps(list(rows)), task_id.bytes)


def unseal(ctx: OperationContext, task_id: UUID, sealed: bytes) -> list[dict[str, Any]]:
    plain = AESGCM(ctx.policy.answers_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], task_id.bytes)
    rows: list[dict[str, Any]] = orjson.loads(plain)
    return rows
