"""The API and `dsr identity-documents check` give one file one answer; the service is well after each."""

import json
import subprocess
import sys
from pathlib import Path

import psutil

from identity_papers import submitted
from uploads.case import Case
from uploads.corpus import all_cases

EVERY = 15  # a sample; the inspection itself answers every file in tests/adapters


def sample() -> list[Case]:
    """Names that a file system, a command line and a multipart head all can hold."""
    fit = [
        case
        for case in all_cases()
        if case.filename.isprintable()
        and not set('/\\"') & set(case.filename)
        and 0 < len(case.filename) < 100
    ]
    return fit[::EVERY]


def by_command(folder: Path, cases: list[Case]) -> list[tuple[int, str]]:
    """By declaration, since one call of the command has one; the answers in the order of the cases."""
    answers: dict[int, tuple[int, str]] = {}
    for declared in {case.declared for case in cases}:
        paths = {}
        for number, case in enumerate(cases):
            if case.declared == declared:
                path = folder / str(number) / case.filename
                path.parent.mkdir()
                path.write_bytes(case.data)
                paths[number] = str(path)
        option = ["--content-type", declared] if declared else []
        command = [
            sys.executable,
            "-m",
            "dsr_service.cli",
            "identity-documents",
            "check",
            *option,
            "--",
            *paths.values(),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert [line["file"] for line in lines] == list(paths.values())
        answers |= {number: (line["status"], line["code"]) for number, line in zip(paths, lines, strict=True)}
    return [answers[number] for number in range(len(cases))]


async def test_the_api_answers_as_the_command_does(storefront, service, tmp_path):
    cases = sample()
    assert len(cases) > 60
    assert {case.status for case in cases} >= {201, 415, 422}
    expected = by_command(tmp_path, cases)
    process, wrong = psutil.Process(), []
    path = await submitted(storefront)
    before = process.memory_info().rss
    accepted = 0
    for case, (status, code) in zip(cases, expected, strict=True):
        kind = case.declared or "application/octet-stream"
        answer = await storefront.post(
            f"{path}/identity-documents", files=[("file", (case.filename, case.data, kind))]
        )
        found = (answer.status_code, "document_accepted" if answer.is_success else answer.json()["code"])
        if found != (status, code) or status != case.status:
            wrong.append(f"{case.name}: command {status} {code}, API {found}, policy {case.status}")
        assert (await storefront.get("/healthz")).status_code == 200
        accepted += answer.is_success
        if answer.is_success and accepted % 15 == 0:
            path = await submitted(storefront, email=f"person{accepted}@example.com")  # each takes 20 at most
    assert wrong == []
    assert process.memory_info().rss - before < 128 << 20
