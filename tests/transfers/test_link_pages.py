"""Linked transfers by their pages: said by the office, seen by those concerned, decided in one press."""

import pytest

from tests.transfers.test_batch_pages import consulted
from tests.transfers.test_pages import Town, town

__all__ = ["town"]


@pytest.fixture
def couple(town: Town) -> tuple[Town, str, str]:
    """Two requests that the verifier links as those of a couple."""
    one, two = (consulted(town, who) for who in ("p0", "p1"))
    town.become("verifier")
    assert "Kaitkan dengan usulan lain" in town.read(f"/telaah/{one}")
    place = f"/usulan/{one}/kaitan"
    assert "diputus bersama atau ditahan bersama" in town.read(place)
    assert "belum diisi" in town.press(place, 422, kind="couple")
    assert "Pasangan: pilih tepat dua" in town.press(place, 422, kind="couple", others=one)
    town.press(place, 404, kind="couple", others="MUT-1999-00001")
    town.press(place, kind="couple", others=f" {two.lower()} ")
    return town, one, two


@pytest.mark.both_databases
def test_the_link_is_shown_to_whoever_may_see_both(couple: tuple[Town, str, str]) -> None:
    town, one, two = couple
    for path in (f"/usulan/{one}", f"/telaah/{one}", f"/usulan/{one}/kaitan"):
        assert two in town.read(path), path
    assert f"Pasangan dengan {two}" in town.read("/antrean?tahap=decide")
    town.become("p0")
    page = town.read(f"/usulan/{one}")
    assert "satu usulan lain" in page
    assert two not in page
    town.read(f"/usulan/{one}/kaitan", 403)
    town.become("decider")
    assert f"Pasangan dengan {two}" in town.read("/telaah")


def test_one_press_decides_both_or_none(couple: tuple[Town, str, str]) -> None:
    town, one, two = couple
    town.become("decider")
    page = town.read(f"/telaah/{one}")
    assert f"Langkah ini sekaligus berlaku untuk {two}" in page
    companion = page.split('name="companion" value="')[1].split('"')[0]
    town.press(f"/telaah/{one}/approve", 409, companion=f"{two}:1")
    town.press(f"/telaah/{one}/approve", companion=companion)
    for number in (one, two):
        assert "Disetujui" in town.read(f"/usulan/{number}")
    town.become("signer")
    town.press(f"/telaah/{two}/decree")
    for number in (one, two):
        assert "SK sudah bernomor" in town.read(f"/usulan/{number}")


def test_the_office_dissolves_the_link(couple: tuple[Town, str, str]) -> None:
    town, one, two = couple
    town.press(f"/usulan/{two}/kaitan/lepas", 422)
    town.press(f"/usulan/{two}/kaitan/lepas", reason="Hanya satu yang jadi pindah.")
    assert "Diputus bersama" not in town.read(f"/usulan/{one}")
    assert "Kaitan dengan usulan lain dilepas" in town.read(f"/usulan/{one}/jejak")
    town.become("decider")
    town.press(f"/telaah/{one}/approve")
