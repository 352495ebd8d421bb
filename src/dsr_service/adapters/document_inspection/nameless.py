"""A file that no path leads to."""

import os
import tempfile
from typing import IO


def nameless_file() -> IO[bytes]:
    """In memory where the system can: a passport's copy is no temporary file on a disk."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("document"), "w+b", buffering=0)
    return tempfile.TemporaryFile(buffering=0)
