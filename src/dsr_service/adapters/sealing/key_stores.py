"""Opens the key store behind a URL."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from dsr_service.adapters.sealing.key_database import KeyDatabase
from dsr_service.adapters.sealing.key_folder import KeyFolder
from dsr_service.services.ports.key_store import KeyStore


def open_key_store(url: str) -> KeyStore:
    """Raises ValueError."""
    if url.startswith("file:///"):
        return KeyFolder(Path(unquote(urlsplit(url).path)))
    if url.startswith(("postgresql://", "postgres://")):
        return KeyDatabase(url)
    raise ValueError("DSR_KEYSTORE_URL must begin with postgresql:// or file:///")
