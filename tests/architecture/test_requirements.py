"""What the image carries is what the code imports: no requirement without a use, no import without a requirement."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import dsr_service

SOURCE = Path(dsr_service.__file__).parent
REQUIREMENTS = SOURCE.parents[1] / "requirements"
NAME = re.compile(r"[A-Za-z0-9_.-]+")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(trees: list[ast.AST]) -> set[str]:
    """The top-level modules that are imported from outside the standard library."""
    found = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"dsr_service"}


def listed() -> dict[str, str]:
    """Each requirement with the comment that says why, where the code doesn't import it."""
    lines = (REQUIREMENTS / "runtime.in").read_text("utf-8").splitlines()
    return {plain(NAME.match(line)[0]): line.partition("#")[2].strip() for line in lines if line.strip()}


def distributions() -> set[str]:
    files = [*SOURCE.rglob("*.py"), *(SOURCE.parents[1] / "migrations").rglob("*.py")]
    by_module = packages_distributions()
    modules = imported([ast.parse(path.read_text("utf-8")) for path in files])
    return {
        plain(name) for module in modules for name in by_module.get(module, [f"no distribution: {module}"])
    }


def test_every_import_is_a_requirement():
    assert distributions() - set(listed()) == set()


def test_every_requirement_is_imported_or_says_why():
    assert {name for name, reason in listed().items() if not reason} - distributions() == set()


def test_a_stray_import_would_be_seen():
    assert imported([ast.parse("import os\nfrom stray_package.inner import x")]) == {"stray_package"}


def test_the_locks_name_no_host():
    for lock in REQUIREMENTS.glob("*.lock"):
        assert not re.search(r"://|--(extra-)?index-url|--find-links", lock.read_text("utf-8")), lock.name
