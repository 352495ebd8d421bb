"""Each kind of letter, in both languages: what the law names for it is there, and no value becomes structure."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from dsr_service.domain.article_15 import Controller
from dsr_service.domain.ground_phrases import EXTENSION, REFUSAL, REJECTION, RIGHTS
from dsr_service.domain.grounds import REFUSAL_GROUNDS, ExtensionGround, RejectionReason
from dsr_service.domain.letter_samples import samples
from dsr_service.domain.letters import LETTERS, FactsMissing, LetterKind, require_facts, revived, stored
from dsr_service.domain.rights import Right
from dsr_service.formats.letters import About, LetterTemplates, TemplateFaulty

TEMPLATES = LetterTemplates()
SHOP = Controller("Kilomètre Paris", "donnees@shop.example")
ABOUT = About("DSR-2026-7K3F9QX2", date(2026, 3, 1), "Jeanne Moreau", SHOP, ZoneInfo("Europe/Paris"))
ALL = [(kind, language) for kind in LetterKind for language in ("fr", "en")]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text, self.links, self.tags = [], [], []

    def handle_data(self, data):
        self.text.append(data)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]


def composed(kind, language, **facts):
    return TEMPLATES.compose(kind, language, ABOUT, {**samples(language)[kind], **facts})


def read(html):
    parser = _Text()
    parser.feed(html)
    return parser


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_says_who_writes_to_whom_about_what(kind, language):
    letter = composed(kind, language)
    said = f"{letter.subject}\n{letter.body}"
    for part in ("DSR-2026-7K3F9QX2", "Jeanne Moreau", "Kilomètre Paris", "donnees@shop.example"):
        assert part in said
    assert not re.search(r"[{}\ue000-\ue003]|None|True|False|\[\]", said)
    assert "\n" not in letter.subject
    assert len(letter.subject) <= 120


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_names_authority_and_remedy_where_the_law_does(kind, language):
    said = composed(kind, language).body
    remedy = {"fr": "recours juridictionnel", "en": "judicial remedy"}[language]
    named = "CNIL" in said and "https://www.cnil.fr/fr/plaintes" in said and remedy in said
    assert named or not LETTERS[kind].remedies


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_says_each_fact_that_it_can_not_be_without(kind, language):
    letter = composed(kind, language)
    marks = {
        "rights": "15",
        "rejection": REJECTION[RejectionReason.EXPIRED][language],
        "asked_on": "2026",
        "code": "424242",
        "link": "https://shop.example/track#token",
        "until": "14",
        "reasons": samples(language)[kind].get("reasons", ""),
        "amount": "12 EUR",
        "recipients": "Transporteur SA",
        "text": str(samples(language)[kind].get("text", "")).split("\n")[0],
    }
    for name in LETTERS[kind].needs:
        if name == "ground":
            code = samples(language)[kind]["ground"]
            phrase = EXTENSION[code] if code in set(ExtensionGround) else REFUSAL[code]
            assert phrase[language] in letter.body
        else:
            assert marks[name] in letter.body


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_the_page_says_what_the_text_says(kind, language):
    letter = composed(kind, language)
    page = read(letter.html)
    shown = " ".join("".join(page.text).split())
    for block in letter.blocks:
        for line in block.lines:
            assert " ".join(line.split()) in shown
    assert set(page.links) <= {"https://shop.example/track#token"}, "nothing is loaded from anywhere"
    assert not {"script", "img", "iframe", "object", "form"} & set(page.tags)
    assert f'<html lang="{language}">' in letter.html


@pytest.mark.parametrize("language", ["fr", "en"])
def test_identity_letters_say_what_is_needed_what_may_be_masked_and_the_other_ways(language):
    words = {
        "fr": ("titre d'identité", "masquer", "compte client", "code", "détruite"),
        "en": ("identity document", "mask", "customer account", "code", "destroyed"),
    }
    for kind in (LetterKind.IDENTITY_ASKED, LetterKind.IDENTITY_REJECTED, LetterKind.IDENTITY_REMINDER):
        assert all(word in composed(kind, language).body for word in words[language])
    assert all(word in composed(LetterKind.ACKNOWLEDGEMENT, language).body for word in words[language])
    without = composed(LetterKind.ACKNOWLEDGEMENT, language, identity_needed=False).body
    assert words[language][0] not in without, "no document is spoken of where none may be asked (art. 21(3))"


def test_every_ground_reason_and_right_has_its_words():
    assert set(REFUSAL) == set(REFUSAL_GROUNDS)
    assert set(EXTENSION) == set(ExtensionGround)
    assert set(REJECTION) == set(RejectionReason)
    assert set(RIGHTS) == set(Right)
    for phrases in (REFUSAL, EXTENSION, REJECTION, RIGHTS):
        assert all(set(phrase) == {"fr", "en"} and all(phrase.values()) for phrase in phrases.values())


HOSTILE = (
    "<script>alert(1)</script>\n\n- a bullet\nSubject: other\n{{ 7 * 7 }} {% raw %}"
    "\ue001https://evil.example\ue002Click\ue003\u202ecod.exe\x00\x1b[31m"
)


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_no_value_becomes_structure(kind, language):
    facts = {
        name: HOSTILE
        if isinstance(value, str) and name in {"reasons", "question", "text", "title"}
        else value
        for name, value in samples(language)[kind].items()
    }
    about = About("DSR-1", date(2026, 3, 1), HOSTILE, Controller(HOSTILE, HOSTILE), ZoneInfo("Europe/Paris"))
    letter = TEMPLATES.compose(kind, language, about, facts)
    plain = composed(kind, language)
    page = read(letter.html)
    assert "script" not in page.tags
    assert page.links == read(plain.html).links
    assert [b.kind for b in letter.blocks if b.kind != "paragraph"] == [
        b.kind for b in plain.blocks if b.kind != "paragraph"
    ]
    assert "\n" not in letter.subject
    assert not re.search("[\ue000-\ue003\u202e\x00\x1b]", letter.body + letter.subject + letter.html)
    assert "49" not in letter.body.replace("2049", "") or "{{ 7 * 7 }}" in letter.body


@pytest.mark.parametrize("kind", LetterKind)
def test_facts_are_kept_without_secrets_and_read_back_alike(kind):
    facts = samples("fr")[kind]
    kept = stored(facts)
    assert not {"link", "code"} & kept.keys()
    again = {**revived(kept), **{name: facts[name] for name in ("link", "code") if name in facts}}
    assert TEMPLATES.compose(kind, "fr", ABOUT, again) == TEMPLATES.compose(kind, "fr", ABOUT, facts)


def test_a_letter_without_what_it_must_say_is_refused():
    with pytest.raises(FactsMissing, match="ground, reasons"):
        require_facts(LetterKind.REFUSAL, {"rights": ["access"]})


def test_instants_are_told_in_the_controllers_time():
    until = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
    assert "1er juillet 2026 à 14 h 30" in composed(LetterKind.ERASURE_COOL_DOWN, "fr", until=until).body
    assert "1 July 2026 at 14:30" in composed(LetterKind.ERASURE_COOL_DOWN, "en", until=until).body


def test_a_folder_takes_the_place_of_single_templates(tmp_path):
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "closure.txt.j2").write_text("Subject: Fini {{ reference }}\n\nAu revoir.\n")
    own = LetterTemplates(tmp_path)
    assert own.compose(LetterKind.CLOSURE, "fr", ABOUT, {}).subject == "Fini DSR-2026-7K3F9QX2"
    assert own.compose(LetterKind.CLOSURE, "en", ABOUT, {}) == TEMPLATES.compose(
        LetterKind.CLOSURE, "en", ABOUT, {}
    )


@pytest.mark.parametrize(
    "faulty",
    [
        "Subject: {{ unknown }}\n\nx",
        "Subject: {% if %}",
        "no subject",
        "Subject: x\n\n{{ ''.__class__.__mro__ }}",
        "Subject: x\n\n{{ reference / 0 }}",
        "Subject: x\n\n{% include '../../../etc/passwd' %}",
    ],
)
def test_a_faulty_template_is_told_by_name(tmp_path, faulty):
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "closure.txt.j2").write_text(faulty)
    with pytest.raises(TemplateFaulty):
        LetterTemplates(tmp_path).compose(LetterKind.CLOSURE, "fr", ABOUT, {})


def test_a_colon_stands_as_the_language_wants_it():
    facts = samples("fr")[LetterKind.ACCESS_LINK]
    french, english = (
        LetterTemplates().compose(LetterKind.ACCESS_LINK, each, ABOUT, facts).body for each in ("fr", "en")
    )
    assert "Ouvrir ma demande\u00a0:\nhttps://" in french
    assert "Open my request:\nhttps://" in english
