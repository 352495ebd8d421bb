"""The documentation that the service serves: its headers, its caching, and the page in a real browser."""

import asyncio
import re
import shutil
import subprocess
import tempfile
import threading

import httpx
import pytest
import uvicorn

from conventions_app import build
from dsr_service.api import docs_page, rate_limits

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def app():
    app = build()
    rate_limits.install_public(app, per_address=600)
    docs_page.install(app)
    return app


@pytest.fixture
async def client(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as client:
        yield client


@pytest.mark.parametrize("path", ["/docs", "/docs/errors"])
async def test_pages_bear_a_strict_policy_and_no_inline_code(client, path):
    answer = await client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|https?://", answer.text)
    for link in re.findall(r'(?:src|href)="([^"#]+)', answer.text):
        assert link.startswith("/")
        assert (await client.get(link)).status_code == 200


async def test_what_was_seen_is_not_sent_again(client):
    for path in ("/openapi.json", "/docs", "/docs/errors", "/docs/assets/swagger-ui-bundle.js"):
        first = await client.get(path)
        again = await client.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_only_the_listed_assets_are_served(client):
    for name in ("docs_page.py", "..%2f..%2fpyproject.toml", "%2e%2e", "swagger-ui.css.map"):
        assert (await client.get(f"/docs/assets/{name}")).status_code == 404


async def test_every_problem_type_leads_to_its_place(client):
    problem = (await client.get("/v1/things/absent")).json()
    path, _, anchor = problem["type"].partition("#")
    assert f'id="{anchor}"' in (await client.get(path)).text


@pytest.fixture(scope="module")
def served(app):
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        pass
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def browse(url, *options):
    """What a browser without a network beyond this machine makes of a page: its DOM and its console."""
    assert CHROMIUM, "install chromium (Debian: apt-get install chromium)"
    with tempfile.TemporaryDirectory() as profile:
        command = [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--enable-logging=stderr", "--v=0", "--virtual-time-budget=10000", *options, url,
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


@pytest.mark.chromium
@pytest.mark.parametrize(("path", "expected"), [("/docs", "opblock-tag"), ("/docs/errors", "not_found")])
def test_the_pages_work_in_a_browser_without_a_console_error(served, path, expected):
    seen = browse(served + path, "--dump-dom")
    console = [line for line in seen.stderr.splitlines() if "CONSOLE" in line]
    assert not console
    assert expected in seen.stdout


@pytest.mark.chromium
def test_the_browser_does_report_what_the_policy_stops(served):
    """The check above could not fail if the console went unseen."""
    seen = browse(served + "/v1/things/a", "--dump-dom")
    assert seen.stdout
    seen = browse(
        'data:text/html,<meta http-equiv="Content-Security-Policy" content="script-src \'none\'"><script>1</script>',
        "--dump-dom",
    )
    assert "Content Security Policy" in seen.stderr
