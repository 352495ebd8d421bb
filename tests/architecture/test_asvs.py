"""`docs/security/asvs.md` names tests that exist, and what it says of the code as a whole is so."""

import ast
import re
from pathlib import Path

import pytest

import dsr_service
from dsr_service.settings import Settings

SOURCE = Path(dsr_service.__file__).parent
ROOT = SOURCE.parents[1]
SHEET = ROOT / "docs" / "security" / "asvs.md"
LEAST = 100  # items that apply
UNSAFE = {"xml", "lxml", "defusedxml", "pickle", "marshal", "shelve", "dill", "xmlrpc"}
SECRET = re.compile(r"(^|_)(secret|token|mac|password|passphrase|api_key)$")


def rows() -> list[tuple[str, list[str], str]]:
    found = []
    for line in SHEET.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"V\d+\.\d+\.\d+|API\d+", cells[0]):
            found.append((cells[0], re.findall(r"`([^`]+)`", cells[3]), cells[4]))
    return found


def test_each_item_names_a_test_that_exists_or_a_reason():
    assert len(rows()) >= LEAST
    assert len({item for item, _, _ in rows()}) == len(rows())
    for item, tests, reason in rows():
        assert tests or reason, item
        for test in tests:
            path, _, name = test.partition("::")
            text = (ROOT / path).read_text("utf-8")
            assert not name or re.search(rf"^(async )?def {re.escape(name)}\(", text, re.MULTILINE), (
                item,
                test,
            )


def trees() -> list[tuple[str, ast.Module]]:
    return [
        (p.relative_to(SOURCE).as_posix(), ast.parse(p.read_text("utf-8")))
        for p in sorted(SOURCE.rglob("*.py"))
    ]


def imports(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def test_no_xml_parser_and_no_unsafe_loader():
    assert {name: found for name, tree in trees() if (found := imports(tree) & UNSAFE)} == {}
    loads = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"yaml.load", "yaml.unsafe_load", "eval", "exec"}
    ]
    assert loads == []


def test_cryptography_is_used_where_the_inventory_says():
    """Ciphers and signatures have few places; digests and keyed hashes of the standard library are no secret's."""
    places = {
        name
        for name, tree in trees()
        if imports(tree) & {"cryptography", "pyrage", "joserfc", "nacl", "Crypto"}
    }
    allowed = ("adapters/sealing/", "adapters/oidc", *KNOWN)
    inventory = SHEET.read_text("utf-8").partition("## Inventory")[2]
    assert [place for place in KNOWN if f"`{place}`" not in inventory] == []
    new = {place for place in places if not place.startswith(allowed)}
    assert not new, f"add to KNOWN here and to the inventory of docs/security/asvs.md: {new}"
    weak = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"hashlib.md5", "hashlib.sha1"}
    ]
    assert weak == []


# Each stands in the sheet's inventory.
KNOWN = (
    "adapters/data_sources/opendsr.py",
    "adapters/erasure_proofs.py",
    "adapters/file_spool.py",
    "adapters/http_signatures.py",
    "adapters/processor_signatures.py",
    "adapters/row_spool.py",
    "adapters/visited_keys.py",
    "adapters/walk_output.py",
    "formats/signed_assertions.py",
    "services/answer_sealing.py",
    "services/kept_answers.py",
    "services/small_secrets.py",
)


def test_no_secret_is_compared_by_equality():
    """By `hmac.compare_digest`, or looked up by a keyed hash."""
    found = [
        f"{name}:{node.lineno} {ast.unparse(node)}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        and all(isinstance(side, ast.Name | ast.Attribute) for side in (node.left, node.comparators[0]))
        and any(SECRET.search(ast.unparse(side).split(".")[-1]) for side in (node.left, node.comparators[0]))
        and "ApiKey." not in ast.unparse(node)  # a condition of a query
        and "View." not in ast.unparse(node)
    ]
    assert [line for line in found if not line.startswith(NO_SECRETS)] == []


NO_SECRETS = (
    "storage/",
    "services/source_changes.py",
)  # conditions of queries; the counter that fences a job


@pytest.mark.parametrize("show", [repr, str, lambda s: s.model_dump_json()], ids=["repr", "str", "json"])
def test_no_setting_shows_a_secret(show):
    secrets = {
        "database_url": "postgresql://u:sesame1@h/d", "secret_key": "sesame2" * 8, "key_encryption_keys": "sesame3",
        "keystore_url": "postgresql://u:sesame4@h/k", "sources": {"shop": "mysql://u:sesame5@h/s"},
    }  # fmt: skip
    assert "sesame" not in show(Settings(**secrets))
