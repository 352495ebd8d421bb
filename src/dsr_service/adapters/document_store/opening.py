"""Which document store a URL names."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from obstore.store import MemoryStore, S3Store

from dsr_service.adapters.document_store.local_folder import LocalFolder
from dsr_service.adapters.document_store.object_store import ObjectStore
from dsr_service.services.ports.document_store import DocumentStore

if TYPE_CHECKING:
    from obstore.store import S3Config  # exists for type checkers only


def open_document_store(url: str, patience: timedelta = timedelta(seconds=10)) -> DocumentStore:
    """`file:///folder`, `s3://bucket/prefix?region=...&endpoint=...`, or `memory:`. Raises ValueError otherwise.

    S3 takes its credentials from the environment or the machine's role (AWS_ACCESS_KEY_ID and the like), never
    from the URL. `patience`: how long a failing call is tried again, and a silent one waited for.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc:
        return LocalFolder(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        return ObjectStore(object_store_of(url, patience))
    if url == "memory:":
        return ObjectStore(MemoryStore())
    raise ValueError("not a document store: file:///folder, s3://bucket/prefix or memory:")


def object_store_of(url: str, patience: timedelta = timedelta(seconds=10)) -> S3Store:
    """The client of an `s3://` address. Raises ValueError for options that it does not know."""
    parts = urlsplit(url)
    return _s3(parts.netloc, parts.path.strip("/"), dict(parse_qsl(parts.query)), patience)


def _s3(bucket: str, prefix: str, options: Mapping[str, str], patience: timedelta) -> S3Store:
    unknown = options.keys() - {"region", "endpoint", "virtual_hosted"}
    if unknown:
        raise ValueError(f"unknown options of an s3 store: {', '.join(sorted(unknown))}")
    endpoint = options.get("endpoint")
    config: S3Config = {
        "region": options.get("region", "eu-west-3"),
        "virtual_hosted_style_request": options.get("virtual_hosted") == "true",
    }
    if endpoint:
        config["endpoint"] = endpoint
    return S3Store(
        bucket,
        prefix=prefix or None,
        config=config,
        client_options={
            "timeout": timedelta(seconds=60),
            "connect_timeout": min(patience, timedelta(seconds=5)),
            "read_timeout": patience,
            "allow_http": bool(endpoint and endpoint.startswith("http://")),
        },
        retry_config={"max_retries": 3, "retry_timeout": patience},
    )
