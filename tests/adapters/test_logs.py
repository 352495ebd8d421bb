"""The log tells where something broke, and nothing of what was at hand there."""

import json
import subprocess
import sys

BREAKS = """
import logging
from dsr_service.adapters.logs import configure_logs

configure_logs("info")

def serve(scope):
    pepper = "pepper-of-the-house"
    try:
        raise KeyError("camille@example.com")
    except KeyError as error:
        raise RuntimeError("row of camille@example.com") from error

try:
    serve({"authorization": "Bearer dsr_hers"})
except RuntimeError:
    logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
"""


def test_an_exception_that_a_library_logs_is_told_by_kind_and_place():
    run = subprocess.run([sys.executable, "-c", BREAKS], capture_output=True, text=True, check=True)
    (line,) = run.stderr.splitlines()
    entry = json.loads(line)
    assert entry["exception"] == {
        "kinds": ["RuntimeError", "KeyError"],
        "at": ["<string>:15 <module>", "<string>:12 serve"],
    }
    assert not any(secret in line for secret in ("camille", "pepper-of", "dsr_hers"))
