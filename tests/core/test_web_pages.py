"""The frame of pages: menu, language, dates, strictness of templates."""

import re

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from jinja2 import UndefinedError

from tests.core.conftest import tokens


@pytest.fixture
def dialect() -> str:
    """One database is enough: what is asked here does not depend on it."""
    return "sqlite"


def test_the_menu_shows_what_is_for_the_visitor(rina: FlaskClient, budi: FlaskClient) -> None:
    assert re.findall(r'<li><a href="(/[^"]*)"', rina.get("/").text) == ["/", "/rencana"]
    assert re.findall(r'<li><a href="(/[^"]*)"', budi.get("/").text) == ["/"]
    assert 'href="/" aria-current="page"' in rina.get("/").text


def test_a_page_has_one_heading_a_language_and_a_title_that_ends_with_the_service(rina: FlaskClient) -> None:
    page = rina.get("/").text
    assert page.count("<h1") == 1
    assert '<html lang="id"' in page
    assert "<title>Beranda – Mutasi ASN</title>" in page
    assert 'class="govuk-skip-link"' in page
    assert "Kabupaten Sagara" in page


def test_moments_are_written_in_the_zone_of_the_office(rina: FlaskClient) -> None:
    assert "22 November 2026 pukul 19.40 WIB Menu utama" in rina.get("/").text


def test_the_account_and_then_the_reader_choose_the_language(budi: FlaskClient) -> None:
    assert "22 November 2026 at 19:40 WIB Main menu" in budi.get("/").text
    assert '<html lang="id"' in budi.get("/?lang=id").text
    assert '<html lang="id"' in budi.get("/").text
    assert '<html lang="id"' in budi.get("/?lang=xx").text


def test_the_switch_of_language_keeps_the_page_with_all_its_choices(rina: FlaskClient) -> None:
    assert 'href="/?pilih=a&amp;pilih=b&amp;lang=en"' in rina.get("/?pilih=a&pilih=b&lang=id").text


def test_the_switch_of_language_leads_from_a_refused_press_to_the_page_before(rina: FlaskClient) -> None:
    before = {"Referer": "http://localhost/catatan?dari=1"}
    assert 'href="/catatan?dari=1&amp;lang=en"' in rina.post("/basi", data=tokens(rina), headers=before).text
    assert 'href="/catatan?lang=en"' in rina.post("/catatan", data=tokens(rina)).text


def test_the_title_of_a_form_with_errors_says_so(rina: FlaskClient) -> None:
    page = rina.post("/catatan", data=tokens(rina)).text
    assert "<title>Kesalahan: Catatan" in page
    assert 'href="#note"' in page
    assert 'id="note-error"' in page


def test_what_was_typed_is_never_markup(rina: FlaskClient) -> None:
    typed = "</textarea><script>alert(1)</script>" + "x" * 20
    page = rina.post("/catatan", data={"note": typed, **tokens(rina)}).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("template", ["{{ nmae }}", "{{ person.nmae }}", "{% if nmae %}{% endif %}"])
def test_misspelled_names_are_errors(small: Flask, template: str) -> None:
    with small.test_request_context("/"), pytest.raises(UndefinedError):
        render_template_string(template, person=object())


def test_absent_keys_of_component_options_are_empty(small: Flask) -> None:
    with small.test_request_context("/"):
        assert render_template_string("{{ options.hint }}{{ 'x' if false }}", options={"label": "a"}) == ""


def test_numbers_are_written_as_the_language_does(small: Flask) -> None:
    with small.test_request_context("/"):
        shown = render_template_string("{{ 12345.6|angka }} {{ 0.755|persen }} {{ none|persen }}")
    assert shown == "12.345,6 75% –"
