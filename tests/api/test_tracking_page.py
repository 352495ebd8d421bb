"""The person's own page in a real browser: what each state shows, in both languages, without a console error."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from dsr_service.api import docs_page, tracking_page
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import Status

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Presses the first button as soon as the page stands, and then those that the address names, one after the other.
PRESSING = """
const asked = performance.getEntriesByType("navigation")[0].name; // the page has cleared its address
const wanted = new URL(asked).searchParams.getAll("press");
const press = async () => {
  for (const text of wanted) {
    for (let tries = 0; tries < 100; tries += 1) {
      const found = [...document.querySelectorAll("button")].find((b) => b.textContent.includes(text));
      if (found) { found.click(); break; }
      await new Promise((go) => setTimeout(go, 20));
    }
    await new Promise((go) => setTimeout(go, 100));
  }
};
press();
"""
REQUEST = {
    "reference": "DSR-2026-7K3F9QX2", "status": "in_progress", "received_at": "2026-03-02T09:00:00Z", "closed_at": None,
    "rights": [{"right": "access", "outcome": "pending", "ground": None, "reasons": None, "decided_at": None},
               {"right": "erasure", "outcome": "pending", "ground": None, "reasons": None, "decided_at": None}],
    "due_date": "2026-04-02", "extended": False, "waits_for_you": False, "identity_verified": False,
    "release_waits_until": None, "exports": [], "session_expires_at": "2026-03-02T09:30:00Z",
}  # fmt: skip
EXPORT = {
    "id": "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e", "right": "access", "size": 734_003,
    "expires_at": "2026-03-12T09:00:00Z",
}  # fmt: skip
LETTER = {
    "subject": "Votre demande a été reçue",
    "body": "Bonjour,\n\n<b>Camille</b>\n",
    "created_at": "2026-03-02T09:00:00Z",
}
REFUSED = {"outcome": "refused", "reasons": "La loi nous oblige à garder vos factures.", "right": "erasure"}
STATES = {
    "waiting": {"status": "awaiting_identity", "waits_for_you": True},
    "held": {"status": "in_fulfilment", "identity_verified": True, "release_waits_until": "2026-03-05T09:00:00Z"},
    "ready": {
        "status": "partly_refused", "closed_at": "2026-03-08T09:00:00Z", "identity_verified": True, "exports": [EXPORT],
        "rights": [{**REQUEST["rights"][0], "outcome": "fulfilled"}, {**REQUEST["rights"][1], **REFUSED}],
    },
}  # fmt: skip


class Stage:
    """The page as the service sends it, before answers of our own."""

    def __init__(self) -> None:
        self.called: list[tuple[str, str]] = []
        self.state = dict(REQUEST)
        self.refuses = ""

    def app(self) -> Starlette:
        html = tracking_page._PAGE.replace("</body>", '<script src="/press.js"></script></body>')
        policy = {"Content-Security-Policy": docs_page.POLICY}

        def asset(name: str):
            found = docs_page._asset(name)
            return lambda _: Response(found.content, media_type=found.media_type, headers=policy)

        return Starlette(
            routes=[
                Route("/v1/track", lambda _: HTMLResponse(html, headers=policy)),
                Route("/v1/track/page.js", asset("track.js")),
                Route("/v1/track/page.css", asset("track.css")),
                Route("/press.js", lambda _: Response(PRESSING, media_type="text/javascript")),
                Route("/v1/track/{what:path}", self.answer, methods=["GET", "POST"]),
            ]
        )

    async def answer(self, request) -> Response:
        what = request.path_params["what"]
        self.called.append((request.method, what))
        if what == "sessions" and self.refuses:
            return JSONResponse({"code": self.refuses, "title": "x"}, 410)
        if what == "sessions":
            return JSONResponse({"session": "dsrs_x"}, 201)
        if what in {"request", "withdrawal", "disavowal", "erasure-cancellation"}:
            return JSONResponse(self.state)
        if what == "messages":
            return JSONResponse([LETTER])
        return Response(status_code=204) if what == "sessions/end" else JSONResponse({"accepted": True}, 202)


@pytest.fixture(scope="module")
def served():
    stage = Stage()
    server = uvicorn.Server(uvicorn.Config(stage.app(), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        pass
    yield stage, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def browse(url: str, *options: str, language: str = "fr") -> subprocess.CompletedProcess[str]:
    assert CHROMIUM, "install chromium (Debian: apt-get install chromium)"
    with tempfile.TemporaryDirectory() as profile:
        command = [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            f"--user-data-dir={profile}", f"--accept-lang={language}", "--enable-logging=stderr", "--v=0",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--virtual-time-budget=8000", *options, url,
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def shown(served, state: str = "", *presses: str, token: str = "dsrl_x", language: str = "fr") -> str:
    stage, url = served
    stage.state, stage.called = {**REQUEST, **STATES.get(state, {})}, []
    query = "&".join(f"press={text}" for text in presses)
    seen = browse(f"{url}/v1/track?{query}#{token}", "--dump-dom", language=language)
    assert [line for line in seen.stderr.splitlines() if "CONSOLE" in line] == []
    return seen.stdout.partition("<main")[2]


@pytest.mark.chromium
def test_nothing_is_asked_before_the_button_is_pressed(served):
    dom = shown(served)
    assert served[0].called == []
    assert "Ouvrir ma demande" in dom
    assert "DSR-2026-7K3F9QX2" not in dom
    assert "Recevoir un nouveau lien" in shown(served, token="")


@pytest.mark.chromium
def test_each_state_is_told_in_words(served):
    waiting = shown(served, "waiting", "Ouvrir")
    for words in ("DSR-2026-7K3F9QX2", "en attente d'un justificatif", "Réponse au plus tard le", "2 avril 2026",
                  "Prouver votre identité", 'type="file"', "M'envoyer un code", "Retirer la demande"):  # fmt: skip
        assert words in waiting
    assert "&lt;b&gt;Camille" in waiting, "what a letter says is text"
    ready = shown(served, "ready", "Open", language="en")
    for words in (
        "done, refused in part",
        "Download: Access to my data (734 kB)",
        "Erasure",
        "refused : La loi",
    ):
        assert words in ready
    for code in ("partly_refused", "in_fulfilment", "Withdraw"):
        assert code not in ready
    assert "rien n'est remis avant le 5 mars 2026" in shown(served, "held", "Ouvrir")


@pytest.mark.chromium
def test_what_can_not_be_undone_is_asked_twice(served):
    shown(served, "", "Ouvrir", "Retirer la demande")
    assert ("POST", "withdrawal") not in served[0].called
    shown(served, "", "Ouvrir", "Retirer la demande", "Oui, je confirme")
    assert ("POST", "withdrawal") in served[0].called


@pytest.mark.chromium
def test_a_used_link_is_told_and_another_offered(served):
    served[0].refuses = "link_refused"
    try:
        seen = browse(f"{served[1]}/v1/track?press=Ouvrir#dsrl_x", "--dump-dom")
    finally:
        served[0].refuses = ""
    assert "Ce lien a déjà servi ou a expiré" in seen.stdout
    assert "Recevoir un nouveau lien" in seen.stdout


def test_every_code_that_the_api_can_send_has_its_words():
    script = docs_page._asset("track.js").content.decode()
    status = script.partition("const STATUS = {")[2].partition("};")[0]
    rights = script.partition("const RIGHT = {")[2].partition("};")[0]
    assert [code for code in {*Status, *Outcome} if f"{code}: [" not in status] == []
    assert [code for code in Right if f"{code}: [" not in rights] == []


if __name__ == "__main__":  # screenshots to look at: python tests/api/test_tracking_page.py FOLDER
    stage = Stage()
    server = uvicorn.Server(uvicorn.Config(stage.app(), port=8899, log_level="error", lifespan="off"))
    threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True).start()
    while not server.started:
        pass
    for state, changed in STATES.items():
        for width in (390, 1200):
            stage.state = {**REQUEST, **changed}
            target = Path(sys.argv[1]) / f"track-{state}-{width}.png"
            browse("http://127.0.0.1:8899/v1/track?press=Ouvrir#dsrl_x", f"--screenshot={target}",
                   f"--window-size={width},1500", "--hide-scrollbars")  # fmt: skip
