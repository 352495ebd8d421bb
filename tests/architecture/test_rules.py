"""The rules of ARCHITECTURE.md that no linter holds; each is shown to trip on a planted violation."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import dsr_service
from dsr_service.api import problems
from dsr_service.domain.errors import DsrError, Kind, all_errors

SOURCE = Path(dsr_service.__file__).parent
# Engines and readers without an actor of their own: they are called by services that authorized already.
WITHOUT_CONTEXT = {
    "context.py",
    "runtime.py",
    "authorization.py",
    "tracing.py",
    "next_actions.py",
    "readiness.py",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))


BEGINNINGS = {f"{owner}.begin" for owner in ("session", "connection", "engine", "ctx.session")}


def commits(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr == "commit" or ast.unparse(node.func) in BEGINNINGS)
    ]


# Where a transaction that is not the service's own is opened: migrations, and the databases of others.
TRANSACTIONS = {
    "services/context.py": "the one place of the service's own transactions",
    "storage/migrations.py": "alembic's own",
    "services/erasure/execution.py": "the data sources' transactions, through their port",
    "services/source_writing/writing.py": "the same",
}
FOREIGN_DATABASES = ("adapters/",)


def test_nothing_commits_but_the_operation():
    found = [
        f"{name}:{line}"
        for name, tree in modules()
        if name not in TRANSACTIONS and not name.startswith(FOREIGN_DATABASES)
        for line in commits(tree)
    ]
    assert found == []


def test_the_commit_rule_trips():
    assert commits(ast.parse("async def f(session):\n    await session.commit()")) == [2]


# Locks on what is not read as mapped objects.
LOCKS_WITHOUT_OBJECTS = {
    "adapters/data_sources/cells.py": "rows of a source",
    "storage/deadline_recomputation.py:claim": "columns",
}


def stale_locks(tree: ast.AST) -> list[str]:
    """Functions that lock rows, and may go on with what an earlier step of the operation had read of them."""
    return [
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for text in [ast.unparse(function)]
        if "with_for_update" in text and "populate_existing" not in text and ".refresh(" not in text
    ]


def test_what_is_locked_is_read_anew():
    found = {
        f"{name}:{function}"
        for name, tree in modules()
        for function in stale_locks(tree)
        if name not in LOCKS_WITHOUT_OBJECTS
    }
    assert found == {each for each in LOCKS_WITHOUT_OBJECTS if ":" in each}


def test_the_locking_rule_trips():
    locking = "async def f(session):\n    return await session.get(Row, 1, with_for_update=True{})"
    assert stale_locks(ast.parse(locking.format(""))) == ["f"]
    assert stale_locks(ast.parse(locking.format(", populate_existing=True"))) == []


def status_writes(tree: ast.AST) -> list[str]:
    """Functions in which something that looks like a request gets a status."""
    found = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                targets = node.targets if isinstance(node, ast.Assign) else []
                flat = [
                    t
                    for target in targets
                    for t in (target.elts if isinstance(target, ast.Tuple) else [target])
                ]
                found += [
                    function.name
                    for t in flat
                    if isinstance(t, ast.Attribute)
                    and t.attr == "status"
                    and isinstance(t.value, ast.Name)
                    and "request" in t.value.id
                ]
    return found


def test_one_function_writes_the_status_of_a_request():
    writers = {(name, function) for name, tree in modules() for function in status_writes(tree)}
    assert writers == {("storage/subject_requests.py", "set_status")}


def test_the_status_rule_trips():
    assert status_writes(ast.parse("def close(request):\n    request.status = 'x'")) == ["close"]


def test_every_use_case_takes_the_context_first():
    for path in sorted((SOURCE / "services").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        uses_context = any(isinstance(n, ast.alias) and n.name == "OperationContext" for n in ast.walk(tree))
        if path.name in WITHOUT_CONTEXT or not uses_context:
            continue
        for node in tree.body:
            if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
                assert [a.arg for a in node.args.args[:1]] == ["ctx"], f"{path.name}:{node.name}"


def test_only_the_clock_reads_the_time():
    reads = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    assert reads <= {"adapters/clock.py"}


# Where a socket to somebody else's server is opened; all HTTP goes through the first, which guards the address.
OUTBOUND = {
    "adapters/outbound_http.py": "the guarded client",
    "adapters/outbound_addresses.py": "the guard's own look-up",
}
CALLERS = {
    "httpx.AsyncClient", "httpx.Client", "httpx.get", "httpx.post", "httpx.request", "httpx.stream",
    "httpx.AsyncHTTPTransport", "httpcore.AsyncConnectionPool", "urllib.request.urlopen", "socket.create_connection",
    "socket.getaddrinfo", "http.client.HTTPSConnection", "http.client.HTTPConnection", "aiohttp.ClientSession",
    "requests.get", "requests.post",
}  # fmt: skip
OWN_ADDRESS = {"cli/run.py": "asks its own API whether it is ready"}


def outgoing_calls(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CALLERS
    ]


def test_every_outgoing_http_call_passes_the_guard():
    found = [
        f"{name}:{line}"
        for name, tree in modules()
        if name not in OUTBOUND and name not in OWN_ADDRESS
        for line in outgoing_calls(tree)
    ]
    assert not found, f"call by adapters/outbound_http.py: {found}"


def test_the_guards_rule_trips():
    assert outgoing_calls(ast.parse("async def f():\n    httpx.AsyncClient()"))


def load_all() -> None:
    for module in walk_packages(dsr_service.__path__, "dsr_service."):
        if not module.name.endswith(("__main__", ".child", ".guard")):
            import_module(module.name)


def test_every_error_is_mapped_and_has_a_code_of_its_own():
    load_all()
    assert set(problems.STATUS) == set(Kind)
    by_code: dict[str, set[type[DsrError]]] = {}
    for error in all_errors():
        assert error.kind in problems.STATUS, error
        assert error.title.strip(), error
        by_code.setdefault(error.code, set()).add(error)
    twice = {code: errors for code, errors in by_code.items() if len({e.title for e in errors}) > 1}
    assert twice == {}


def test_no_file_or_function_outgrows_its_room():
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        assert text.count("\n") <= 320, path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno - node.lineno <= 70, f"{path.name}:{node.name}"


@pytest.mark.parametrize("name", [n for n, _ in modules() if not n.endswith(("__init__.py", "__main__.py"))])
def test_every_module_says_what_lives_there(name):
    tree = ast.parse((SOURCE / name).read_text("utf-8"))
    assert inspect.cleandoc(ast.get_docstring(tree) or ""), name
