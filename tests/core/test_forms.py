"""Reading forms: what comes out clean, what is noted as wrong."""

import unicodedata
from datetime import date
from enum import StrEnum
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from mutasi_flow.core.errors import InvalidInput, NotPermitted, Refused
from mutasi_flow.core.forms import Form, InvalidForm, clean_text
from mutasi_flow.core.texts import T

LABEL = T("Isian")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@given(st.text())
def test_clean_text_is_storable_and_stays_clean(text: str) -> None:
    clean = clean_text(text, multiline=True)
    assert clean_text(clean, multiline=True) == clean
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode()
    assert "\0" not in clean


def test_clean_text_takes_out_what_nobody_sees() -> None:
    assert clean_text("  Ra\u202ehma\u200bwa\x07ti \t Ayu\n") == "Rahmawati Ayu"
    assert clean_text("satu\r\n dua \r tiga ", multiline=True) == "satu\n dua \n tiga"
    assert clean_text("Cafe\u0301") == "Café"


def test_texts_have_bounds() -> None:
    form = Form({"empty": " ", "long": "x" * 11, "short": "x"})
    form.text("empty", LABEL)
    form.text("long", LABEL, max_length=10)
    form.text("short", LABEL, min_length=5)
    assert form.text("empty", LABEL, required=False) == ""
    assert list(form.errors) == ["empty", "long", "short"]
    with pytest.raises(InvalidForm) as caught:
        form.check()
    assert caught.value.status == 422


def test_choices_outside_the_list_are_refused() -> None:
    form = Form(MultiDict([("one", "red"), ("two", "green"), ("many", "red"), ("many", "green"), ("many", "red")]))
    assert form.member("one", LABEL, Colour) is Colour.RED
    assert form.member("two", LABEL, Colour) is Colour.RED
    assert form.choices("many", LABEL, ["red", "blue"]) == ("red",)
    assert form.choice("none", LABEL, ["red"], required=False) == ""
    assert form.choices("none", LABEL, ["red"], required=True) == ()
    assert list(form.errors) == ["two", "none"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("7", 7), (" 1.200 ", 1200), ("", None), ("-3", None), ("9" * 40, None), ("٣", None), ("3,5", None)],
)
def test_whole_numbers(typed: str, number: int | None) -> None:
    form = Form({"n": typed})
    assert form.optional_integer("n", LABEL, most=5000) == number
    assert form.has_errors == (number is None and typed != "")


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"d-day": "7", "d-month": "2", "d-year": "2026"}, date(2026, 2, 7)),
        ({"d": "2026-02-07"}, date(2026, 2, 7)),
        ({"d-day": "30", "d-month": "2", "d-year": "2026"}, None),
        ({"d-day": "7", "d-month": "2"}, None),
        ({"d": "besok"}, None),
        ({"d": "1999-12-31"}, date(1999, 12, 31)),
        ({"d": "2031-01-01"}, date(2031, 1, 1)),
    ],
)
def test_days(fields: dict[str, str], day: date | None) -> None:
    form = Form(fields)
    assert form.optional_day("d", LABEL, earliest=date(2000, 1, 1), latest=date(2030, 1, 1)) == day
    assert form.has_errors == (day is None or day.year in {1999, 2031})


def test_required_days_and_numbers_leave_placeholders() -> None:
    form = Form()
    assert form.day("d", LABEL) == date.min
    assert form.integer("n", LABEL, least=3) == 3
    assert list(form.errors) == ["d", "n"]
    assert form.status == 422


def _file(name: str, data: bytes) -> Form:
    return Form({}, MultiDict([("f", FileStorage(BytesIO(data), filename=name))]))


def test_files() -> None:
    taken = _file("C:/surat/\u202ePermohonan.PDF", b"%PDF").upload("f", LABEL, max_bytes=10, suffixes=[".pdf"])
    assert taken is not None
    assert (taken.name, taken.suffix, taken.data) == ("Permohonan.PDF", ".pdf", b"%PDF")
    assert Form().upload("f", LABEL, max_bytes=10) is None


@pytest.mark.parametrize(("name", "data"), [("a.pdf", b""), ("a.pdf", b"x" * 11), ("a.exe", b"MZ")])
def test_wrong_files_are_named(name: str, data: bytes) -> None:
    form = _file(name, data)
    assert form.upload("f", LABEL, max_bytes=10, suffixes=[".pdf"]) is None
    assert "f" in form.errors


def test_refusals_of_services_become_errors_of_the_form() -> None:
    form = Form()
    with form.catching():
        raise InvalidInput(T("Salah."), "nip")
    with form.catching():
        raise InvalidInput(T("Tanpa tempat."))
    with form.catching():
        raise Refused(T("Belum boleh."), (T("Satu."), T("Dua.")))
    with form.catching():
        raise Refused(T("Tidak boleh."))
    assert str(form.error("nip")) == "Salah."
    assert [str(text) for text in form.refusals] == ["Tanpa tempat.", "Satu.", "Dua.", "Tidak boleh."]


def test_other_errors_pass_through() -> None:
    with pytest.raises(NotPermitted), Form().catching():
        raise NotPermitted
