"""index.html: a person can read it, nothing runs in it, nothing is loaded by it."""

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser

import pytest

from dsr_service.domain.rights import Right
from dsr_service.formats.package_csv import csv_names
from dsr_service.formats.package_html import ROWS_SHOWN, html_chunks
from formats.samples import package


def page(contents=None) -> str:
    contents = contents or package()
    return b"".join(html_chunks(contents, csv_names(contents.sections))).decode()


class Tree(HTMLParser):
    """Tags, their attributes and texts, and whether every tag is closed."""

    VOID = frozenset({"meta", "br", "link", "img", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_well_formed_and_in_the_persons_language(locale):
    text = page(package(locale=locale))
    tree = Tree(text)
    assert not tree.open
    assert ("html", {"lang": locale}) in tree.tags
    title = {"fr": "Vos données personnelles", "en": "Your personal data"}[locale]
    assert f"<h1>{title}</h1>" in text
    assert "5 mars 2026" in text if locale == "fr" else "5 March 2026" in text
    ids = [attrs["id"] for _, attrs in tree.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = [a["href"][1:] for t, a in tree.tags if t == "a" and a["href"].startswith("#")]
    assert set(targets) <= set(ids)
    labelled = [a["aria-labelledby"] for _, a in tree.tags if "aria-labelledby" in a]
    assert set(labelled) <= set(ids)


def test_headings_step_down_one_by_one():
    levels = [int(level) for level in re.findall(r"<h([1-6])", page())]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_nothing_runs_and_nothing_is_loaded():
    text = page()
    tree = Tree(text)
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & {tag for tag, _ in tree.tags}
    assert not [name for _, attrs in tree.tags for name in attrs if name.startswith("on") or name == "style"]
    (policy,) = (a["content"] for t, a in tree.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)[1]
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    assert "url(" not in style
    assert "@import" not in style


def test_what_people_wrote_is_text():
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=y>{{7*7}}{% x %}javascript:alert(1)"
    text = page(package(reviews=[{"id": 1, "text": hostile}]))
    tree = Tree(text)
    assert "script" not in {tag for tag, _ in tree.tags}
    assert "img" not in {tag for tag, _ in tree.tags}
    assert hostile in "".join(tree.texts)
    assert not any(attrs.get("href", "").startswith("javascript") for _, attrs in tree.tags)


def test_art_15_comes_first_and_complete():
    text = page()
    order = ["confirmation", "purposes", "categories", "recipients", "retention", "rights", "complaint"]
    order += ["source", "automated", "transfers", "copy", "c1"]
    places = [text.index(f'id="{name}"') for name in order]
    assert places == sorted(places)
    for fact in ("Colis SA", "France", "10 ans", "CNIL", "www.cnil.fr", "Exécution du contrat"):
        assert fact in text


def test_portability_says_so():
    text = page(package(right=Right.PORTABILITY))
    assert "article 20" in text
    assert 'id="confirmation"' not in text


def test_long_collections_point_to_the_csv_file():
    text = page(package(reviews=[{"id": number, "text": "x"} for number in range(ROWS_SHOWN + 10)]))
    assert f"Les {ROWS_SHOWN} premières sur {ROWS_SHOWN + 10}" in text
    assert 'href="csv/shop.reviews.csv"' in text
    assert text.count('data-label="text"') == ROWS_SHOWN


def test_struck_empty_and_long_cells():
    text = page(package(reviews=[{"id": 1, "text": "y" * 5000}]))
    assert "Masqué : Droits d&#39;autrui" in text
    assert "y" * 601 not in text
    assert '<span class="empty">' in text
    assert "Cherché, rien trouvé" in text


def test_memory_holds_one_collection_at_a_time():
    contents = package(reviews=[{"id": number, "text": "z" * 1000} for number in range(20_000)])
    assert len(page(contents)) < 500_000
