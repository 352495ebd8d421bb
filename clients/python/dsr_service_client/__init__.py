"""Typed client of dsr_service, made from its OpenAPI document by `make client`; not to be edited."""

from .client import AsyncClient, Client
from .errors import ProblemError, UnexpectedStatusError
from .types import UNSET, Call, File, Response, Unset

__version__ = "1.0.0"

__all__ = (
    "UNSET",
    "AsyncClient",
    "Call",
    "Client",
    "File",
    "ProblemError",
    "Response",
    "UnexpectedStatusError",
    "Unset",
)
