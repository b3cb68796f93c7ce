"""Collective decrees, their annex, excerpts and certified copies: what they say, and how their pages hold together."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from weasyprint import HTML

from mutasi_flow.letters.contexts import Member, canonical, collective_decree, freeze, thaw
from mutasi_flow.letters.contexts.annex import STARTS, annex, lajur_of
from mutasi_flow.letters.contexts.collective import CollectiveDecree
from mutasi_flow.letters.contexts.collective_samples import (
    CERTIFIER,
    collective_of,
    sample_certified_copy,
    sample_collective_decree,
    sample_member_excerpt,
    sample_transfer_excerpt,
)
from mutasi_flow.letters.contexts.copies import DecreeCopy, certified_copy, member_excerpts
from mutasi_flow.letters.contexts.house import House
from mutasi_flow.letters.contexts.parts import DecreeMove, DecreePerson
from mutasi_flow.letters.contexts.samples import (
    sample_transfer_amendment,
    sample_transfer_decree,
    sample_transfer_revocation,
)
from mutasi_flow.letters.render.engine import Press
from mutasi_flow.letters.render.engines import render
from mutasi_flow.people.domain import EmploymentStatus
from tests.letters.judging import failures

PNS, PPPK = EmploymentStatus.PNS, EmploymentStatus.PPPK
DAY, LATER = date(2026, 4, 1), date(2026, 5, 1)
words = st.text("abcdefgh", min_size=1, max_size=12)
members = st.builds(
    Member,
    st.builds(DecreePerson, words, st.just("198604122010012014"), st.sampled_from([PNS, PPPK]), words),
    st.builds(DecreeMove, words, words, words, words),
    st.sampled_from([None, DAY, LATER]),
    words,
)


def member(name: str = "Sri Wahyuni", **move: Any) -> Member:
    return Member(
        DecreePerson(name, "198604122010012014", PNS, "Penata, III/c"),
        DecreeMove(**{"from_unit": "A", "from_jabatan": "Guru", "to_unit": "B", "to_jabatan": "Guru", **move}),
    )


def decree(people: Sequence[Member], **values: Any) -> CollectiveDecree:
    return collective_decree(replace(collective_of(people), **values), ("Usulan",), date(2026, 3, 2))


@given(st.lists(members, min_size=1, max_size=8))
def test_the_annex_is_a_whole_table(people: list[Member]) -> None:
    listed = annex("KEPUTUSAN", "DAFTAR", people)
    assert abs(sum(column.share for column in listed.columns) - 100) < 0.1
    assert {len(cells) for cells in listed.rows} == {len(listed.columns)}
    assert [cells[0][0] for cells in listed.rows] == [f"{place}." for place in range(1, len(people) + 1)]
    assert all(line for cells in listed.rows for lines in cells for line in lines)
    assert listed.is_wide == (len(listed.columns) > 6)
    assert len(lajur_of(listed.columns)) == len(listed.columns)


@given(st.lists(members, min_size=1, max_size=8))
def test_clauses_name_columns_that_are_there(people: list[Member]) -> None:
    composed = decree(people)
    at = lajur_of(composed.annex.columns)
    named = {int(part.split()[0].strip(",.")) for it in composed.clauses[:2] for part in it.text.split("lajur ")[1:]}
    assert named <= set(at.values())
    assert ("tersebut dalam lajur" in composed.clauses[1].text) == (STARTS in at)
    assert composed.effective_on == min(one.effective_on or DAY for one in people)
    assert thaw(CollectiveDecree, freeze(composed)) == composed


def test_one_jabatan_for_all_fits_upright() -> None:
    assert not decree([member(), member("Bayu")]).annex.is_wide
    assert decree([member(), member("Bayu", to_jabatan="Kepala Sekolah")]).annex.is_wide


def test_people_of_two_statuses_share_a_name_and_cite_both_laws() -> None:
    contracted = replace(member(), person=replace(member().person, status=PPPK))
    composed = decree([member(), contracted])
    assert composed.subject[0] == "PEMINDAHAN PEGAWAI APARATUR SIPIL NEGARA"
    assert [label for label in lajur_of(composed.annex.columns) if label.startswith("Nama")] == ["Nama, NIP/NI PPPK"]
    for number in ("Nomor 49 Tahun 2018", "Nomor 11 Tahun 2017"):
        assert any(number in basis for basis in composed.bases)
    assert decree([contracted]).subject[0] == "PEMINDAHAN PEGAWAI PEMERINTAH DENGAN PERJANJIAN KERJA"


def test_the_public_page_counts_people_and_names_nobody() -> None:
    public = decree([member(), member("Bayu")]).public
    assert (public.name, public.nip) == ("2 pegawai", "-")


def test_many_units_get_their_copy_together() -> None:
    few, many = decree([member()]), decree([member(to_unit=f"Unit {number}") for number in range(9)])
    assert "Pimpinan A;" in few.copies
    assert "Pimpinan unit kerja yang tersebut dalam Lampiran;" in many.copies
    assert many.copies[-1] == few.copies[-1] == "Arsip."


def test_the_office_chooses_how_clauses_are_called_and_drops_the_line_of_grace() -> None:
    composed = decree([member()], house=House(invocation="", first_label="PERTAMA"))
    assert [it.label for it in composed.clauses[:2]] == ["PERTAMA", "KEDUA"]
    assert "Diktum PERTAMA" in composed.clauses[1].text
    assert composed.invocation == ""


def test_an_excerpt_tells_of_nobody_else() -> None:
    people = [member("Sri Wahyuni"), replace(member("Bayu Kusnadi"), effective_on=LATER, remark="Menggantikan")]
    collective = collective_of(people)
    issued = {**sample_collective_decree(), **freeze(decree(people))}
    _first, made = member_excerpts(issued, collective, certifier=CERTIFIER)
    assert b"Sri Wahyuni" not in canonical(made)
    assert (made.kind, made.mark, made.original.number) == ("member_excerpt", "PETIKAN", issued["number"])
    assert "nomor urut 2" in made.clauses[0].text
    assert made.clauses[0].rows[-1].value == "Menggantikan"
    assert made.clauses[1].text.endswith("1 Mei 2026.")
    assert made.effective_on == LATER
    assert made.public.name.startswith("B")
    assert "Bayu" not in made.public.name


@pytest.mark.parametrize(
    "context", [sample_transfer_decree(), sample_transfer_amendment(), sample_transfer_revocation()]
)
def test_a_certified_copy_says_all_that_the_decree_says(context: dict[str, Any]) -> None:
    made = freeze(certified_copy(context, CERTIFIER))
    changed = {"kind", "schema", "signatory", "public", "version", "verification_url"}
    same = set(context) & set(made) - changed
    assert {key: made[key] for key in same} == {key: context[key] for key in same}
    assert made["decided_by"] == context["signatory"]
    assert made["public"]["label"] == f"Salinan {context['public']['label'].replace('Surat', 'surat')}"
    assert thaw(DecreeCopy, made).certifies == "Salinan sesuai dengan aslinya"


def pages_of(press: Press, context: dict[str, Any]) -> list[list[tuple[float, float, str]]]:
    """Per page: left edge, right edge (CSS px) and text of every line."""
    style = [press._styles[context["paper"]]]
    document = HTML(string=press.html(context)).render(stylesheets=style, font_config=press._fonts)
    found = []
    for sheet in document.pages:
        boxes = [box for box in sheet._page_box.descendants() if type(box).__name__ == "TextBox"]
        found.append([(box.position_x, box.position_x + box.width, box.text) for box in boxes])
    return found


@pytest.mark.parametrize("paper", ["F4", "A4"])
@pytest.mark.parametrize("people", [1, 60])
def test_the_list_stays_on_its_pages(press: Press, paper: str, people: int) -> None:
    pages = pages_of(press, {**sample_collective_decree(people), "paper": paper})
    listed = [page for page in pages if any(text == "Unit kerja lama" for *_, text in page)]
    width = {"F4": 330, "A4": 297}[paper] / 25.4 * 96
    assert all(left > 0 and right < width for page in listed for left, right, _ in page)
    assert sum(text == f"{people}." for page in listed for *_, text in page) == 1
    assert any(text.startswith(("Ni Made", "Wulan")) for *_, text in pages[-1]), "signature alone"
    assert sum("Dr. HADI WIBOWO" in text for *_, text in pages[-1]) == 1


def test_the_signature_brings_the_last_clause_along(press: Press) -> None:
    for context in (sample_collective_decree(), sample_transfer_excerpt(), sample_certified_copy()):
        signed = next(page for page in pages_of(press, context) if any("Ditetapkan di" in text for *_, text in page))
        assert any(text.startswith("KELIMA") for *_, text in signed)


def test_the_annex_of_a_copy_bears_no_room_for_a_signature(press: Press) -> None:
    text = press.html(sample_certified_copy())
    assert text.count("ttd.") == 2
    assert "SALINAN" in text
    assert "ttd." not in press.html(sample_collective_decree())
    assert "LAMPIRAN" not in press.html(sample_member_excerpt())


def test_a_hundred_people_are_still_an_archive_file() -> None:
    pdf = render(sample_collective_decree(100)).data
    assert failures(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert {str(font.BaseFont).split("+")[1] for font in read.objects if _is_font(font)} <= SHIPPED_FONTS


SHIPPED_FONTS = {"TeX-Gyre-Bonum", "TeX-Gyre-Bonum-Bold", "Liberation-Sans", "Liberation-Sans-Bold"}


def _is_font(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"


@pytest.mark.parametrize("paper", ["F4", "A4"])
def test_copies_stand_beside_the_signature_and_data_beside_their_clause(press: Press, paper: str) -> None:
    for context in (sample_transfer_decree(), sample_transfer_amendment(), sample_collective_decree()):
        pages = pages_of(press, {**context, "paper": paper})
        copied = next(page for page in pages if any(text == "Tembusan:" for *_, text in page))
        assert any("Ditetapkan di" in text for *_, text in copied)
        listed = [page for page in pages if any(text == "Pangkat/gol. ruang" for *_, text in page)]
        assert all(any(text == "KESATU" for *_, text in page) for page in listed)
