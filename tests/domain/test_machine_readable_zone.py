"""The zones printed in ICAO 9303 as specimens, and what is made of wrong ones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr_service.domain.identity.machine_readable_zone import ZoneFormat, check_digit, read

TODAY = date(2026, 11, 23)
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
SPECIMENS = {
    ZoneFormat.TD3: PASSPORT,
    ZoneFormat.TD1: "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ZoneFormat.TD2: "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    ZoneFormat.MRV_A: "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    ZoneFormat.MRV_B: "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
    ZoneFormat.FRENCH_CARD: "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6",
}


@pytest.mark.parametrize("form", SPECIMENS)
def test_specimens_are_read_and_their_digits_are_right(form):
    zone = read(SPECIMENS[form], TODAY)
    assert zone is not None
    assert zone.format is form
    assert zone.checks_right
    assert len(zone.checks) >= 3


def test_a_passport_tells_who_and_until_when():
    zone = read(PASSPORT, TODAY)
    assert zone is not None
    assert (zone.surname, zone.given_names, zone.document_number) == ("ERIKSSON", "ANNA MARIA", "L898902C3")
    assert (zone.issuer, zone.birth, zone.expires_on) == ("UTO", (74, 8, 12), date(2012, 4, 15))
    assert zone.expired(TODAY) is True
    assert zone.expired(date(2012, 4, 15)) is False


def test_a_french_card_names_no_expiry():
    zone = read(SPECIMENS[ZoneFormat.FRENCH_CARD], TODAY)
    assert zone is not None
    assert (zone.surname, zone.given_names, zone.expired(TODAY)) == ("BERTHIER", "CORINNE", None)


def test_a_long_number_goes_on_in_the_optional_part():
    text = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
    zone = read(text, TODAY)
    assert zone is not None
    assert zone.document_number == "D23145890734"
    assert zone.checks_right


@pytest.mark.parametrize("form", SPECIMENS)
def test_every_changed_digit_of_a_date_is_noticed(form):
    text = SPECIMENS[form]
    zone = read(text, TODAY)
    assert zone is not None
    assert zone.birth is not None
    printed = f"{zone.birth[0]:02}{zone.birth[1]:02}{zone.birth[2]:02}"
    at = text.index(printed)
    for i in range(at, at + 6):
        changed = text[:i] + str((int(text[i]) + 1) % 10) + text[i + 1 :]
        other = read(changed, TODAY)
        assert other is not None
        assert not other.checks_right


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "P<UTO\nL898",
        PASSPORT + "\nX",
        PASSPORT.replace("ANNA", "ÄNNA"),
        PASSPORT.replace("\n", ""),
    ],
)
def test_other_texts_are_no_zone(text):
    assert read(text, TODAY) is None


def test_spaces_and_small_letters_do_not_matter():
    zone = read(" " + PASSPORT.lower().replace("\n", " \r\n\n "), TODAY)
    assert zone is not None
    assert zone.checks_right


@pytest.mark.parametrize(
    ("printed", "year"),
    [("300101", 2030), ("760101", 2076), ("770101", 1977), ("000101", 2000), ("261123", 2026)],
)
def test_the_century_of_an_expiry_is_the_near_one(printed, year):
    zone = read(PASSPORT.replace("120415", printed), TODAY)
    assert zone is not None
    assert zone.expires_on is not None
    assert zone.expires_on.year == year


def test_a_day_that_does_not_exist_is_no_expiry():
    zone = read(PASSPORT.replace("120415", "120230"), TODAY)
    assert zone is not None
    assert zone.expires_on is None


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", min_size=1, max_size=40), st.data())
def test_one_changed_figure_changes_the_digit(text, data):
    digits = [i for i, character in enumerate(text) if character.isdigit()]
    if not digits:
        return
    at = data.draw(st.sampled_from(digits))
    changed = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    assert check_digit(changed) != check_digit(text)


@given(st.lists(st.text(alphabet="ABC019<V", min_size=30, max_size=44), min_size=1, max_size=4))
def test_no_text_breaks_the_reader(lines):
    read("\n".join(lines), TODAY)
