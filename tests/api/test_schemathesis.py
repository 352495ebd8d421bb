"""The whole document against the running service: all checks, all phases, sequences of calls included."""

import re
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from dsr_service_tests import settings_for
from service_process import served

FOLDER = Path(__file__).parent


ALL = "examples,coverage,fuzzing,stateful"


def run(service, role, tmp_path, phases, *options):
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(FOLDER / "schemathesis.toml")),
        *("run", f"{service.url}/openapi.json", "--header", f"Authorization: Bearer {service.keys[role]}"),
        *("--checks", "all", "--phases", phases, "--continue-on-failure"),
        *("--no-color", "--suppress-health-check", "all", *options),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)


VALID_KEY = re.compile(rb'[!#-~]{1,255}|"([ !#-\[\]-~]|\\["\\]){1,255}"').fullmatch


VALID_TAG = re.compile(rb'"[!#-~]*"').fullmatch


def with_fresh_keys(app):
    """The tool sends one example of Idempotency-Key with many payloads, which integrators must not do; and one example
    of If-Match, by which whatever acts on a request would end at 412: any version will do.
    """

    def usual(method, name, value):
        if name == b"idempotency-key" and VALID_KEY(value):
            return uuid.uuid4().hex.encode()
        return b"*" if name == b"if-match" and method == "POST" and VALID_TAG(value) else value

    async def wrapped(scope, receive, send):
        if scope["type"] == "http":
            method = scope["method"]
            scope["headers"] = [(name, usual(method, name, value)) for name, value in scope["headers"]]
        await app(scope, receive, send)

    return wrapped


@pytest.fixture
def service(database, tmp_path):
    with served(settings_for(database, tmp_path), wrap=with_fresh_keys) as running:
        yield running


# With the ids that it sees in answers the tool would revoke its own key half-way.
WITHOUT = ("--exclude-operation-id", "revokeApiKey")


@pytest.mark.timeout(900)  # it grows with the routes, and a busy machine takes its time
@pytest.mark.parametrize("phases", ["examples,coverage", "fuzzing,stateful"])
def test_the_service_keeps_to_its_document(service, tmp_path, phases):
    result = run(service, "dpo", tmp_path, phases, "--max-examples", "2", "--seed", "1", *WITHOUT)
    assert result.returncode == 0, result.stdout[-20_000:]


def test_the_revocation_of_keys_keeps_to_the_document(service, tmp_path):
    phases = "examples,coverage,fuzzing"
    only = ("--include-operation-id", "revokeApiKey")
    result = run(service, "dpo", tmp_path, phases, "--max-examples", "2", *only)
    assert result.returncode == 0, result.stdout[-20_000:]


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("role", ["dpo", "staff", "storefront", "auditor"])
def test_the_service_keeps_to_its_document_at_length(service, role, tmp_path):
    result = run(service, role, tmp_path, ALL, "--max-examples", "100", *WITHOUT)
    assert result.returncode == 0, result.stdout[-50_000:]


def test_a_broken_promise_is_noticed(service, tmp_path):
    """The checks above could not fail if the tool did not reach the service."""
    config = tmp_path / "strict.toml"
    config.write_text('[checks.positive_data_acceptance]\nexpected-statuses = ["299"]\n')
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"),
        *(
            f"{service.url}/openapi.json",
            "--include-path",
            "/healthz",
            "--checks",
            "all",
            "--max-examples",
            "2",
        ),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert result.returncode == 1
