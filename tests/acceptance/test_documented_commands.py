"""Every command of README.md and docs/getting-started.md, run in order against the service that `make run` starts."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from running_service import Running, environment, started

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/getting-started.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LOCAL = "http://127.0.0.1:8000"
BLOCK_END = "<end of block>"


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    expected: tuple[str, ...] = ()  # the lines of the output that the page shows, `...` for anything


def blocks(page: str) -> list[Block]:
    found: list[Block] = []
    for language, text in FENCE.findall(page):
        if language == "text":
            found[-1] = Block(found[-1].language, found[-1].text, tuple(text.splitlines()))
        else:
            found.append(Block(language, text))
    return found


def script(commands: list[Block], url: str) -> str:
    """One shell for the whole page, as a reader has; a Python block is a program of its own."""
    lines = ["set -euo pipefail"]
    for block in commands:
        text = block.text.replace(LOCAL, url)
        if block.language == "python":
            text = f"shop-venv/bin/python - <<'END_OF_PROGRAM'\n{text}END_OF_PROGRAM\n"
        lines += [text, f"echo; echo '{BLOCK_END}'"]
    return "\n".join(lines)


def holds(expected: tuple[str, ...], output: str) -> bool:
    """Whether the lines stand in the output, in this order."""
    lines = iter(line.strip() for line in output.splitlines())
    patterns = [".*".join(map(re.escape, line.split("..."))) for line in expected]
    return all(any(re.fullmatch(pattern, line) for line in lines) for pattern in patterns)


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[Running]:
    """As in a clone: the environment in .venv, the data in var/dsr."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "clients").symlink_to(ROOT / "clients")
    (folder / "var").mkdir()
    with started(folder / "var" / "dsr") as running:
        yield running


@pytest.mark.parametrize("page", PAGES)
def test_every_command_works_and_prints_what_the_page_shows(service, page, tmp_path_factory):
    commands = [block for block in blocks((ROOT / page).read_text("utf-8")) if block.language]
    assert {block.language for block in commands} <= {"bash", "python"}
    folder = Path(service.process.args[-1]).parents[1]
    run = subprocess.run(
        ["bash", "-c", script(commands, service.url)],
        cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    outputs = run.stdout.split(f"{BLOCK_END}\n")
    assert run.returncode == 0, f"after {outputs[-2:]}:\n{run.stderr[-2000:]}"
    assert len(outputs) == len(commands) + 1
    for block, output in zip(commands, outputs, strict=False):
        assert holds(block.expected, output), f"{block.text}\nprinted\n{output}"


def test_the_pages_hold_no_other_commands():
    """What stands in a block without a language is how the service starts and what it then prints."""
    plain = [
        block.text
        for page in PAGES
        for block in blocks((ROOT / page).read_text("utf-8"))
        if not block.language
    ]
    assert [text.split()[0] for text in plain] == ["make", '{"url":']
    assert plain[0] == "make run\n"
    assert "\nrun: $(VENV)/.runtime" in (makefile := (ROOT / "Makefile").read_text("utf-8"))
    assert "\n\t$(BIN)/dsr run\n" in makefile


def test_a_page_that_promises_too_much_is_noticed():
    assert holds(("a ... c", "d"), "x\na b c\ny\nd\n")
    assert not holds(("d", "a"), "a\nd\n")
    assert not holds(("a",), "ab\n")
    [block] = blocks("```bash\nls\n```\n\n```text\nx\n```\n")
    assert block == Block("bash", "ls\n", ("x",))
