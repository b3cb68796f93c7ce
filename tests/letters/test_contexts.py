"""What a decree says, and that it survives being frozen."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mutasi_flow.letters.contexts import (
    LEGAL_BASES,
    DecreeMove,
    DecreePerson,
    SampleOffice,
    TransferDecree,
    bases_for,
    canonical,
    freeze,
    sample_transfer_decree,
    thaw,
    transfer_decree,
)
from mutasi_flow.letters.contexts.transfer import name_in_capitals
from mutasi_flow.people.domain import EmploymentStatus

MOVE = DecreeMove("Puskesmas Lama", "Perawat", "Puskesmas Baru", "Perawat")
PERSON = DecreePerson("Bayu Kusnadi, S.Kep.", "198601012010011001", EmploymentStatus.PNS, "Penata, III/c")


def compose(**values: Any) -> TransferDecree:
    given = {
        "office": SampleOffice(),
        "person": PERSON,
        "move": MOVE,
        "considered": ("Usul nomor 1",),
        "effective_on": date(2026, 4, 1),
        "dated_on": date(2026, 3, 2),
    }
    return transfer_decree(**{**given, **values})


def test_a_decree_survives_freezing() -> None:
    decree = compose()
    assert thaw(TransferDecree, freeze(decree)) == decree


def test_canonical_bytes_do_not_depend_on_order() -> None:
    sample = sample_transfer_decree()
    assert canonical(dict(reversed(sample.items()))) == canonical(sample)


def test_the_first_consideration_says_whose_wish_it_was() -> None:
    assert "atas permintaan sendiri" in compose(move=replace(MOVE, own_request=True)).considering[0]
    assert "kebutuhan organisasi" in compose().considering[0]


def test_a_contract_employee_is_called_one_and_cites_other_law() -> None:
    decree = compose(person=replace(PERSON, status=EmploymentStatus.PPPK, rank="Golongan IX"))
    assert decree.subject[0] == "PEMINDAHAN PEGAWAI PEMERINTAH DENGAN PERJANJIAN KERJA"
    assert decree.clauses[0].rows[1].label == "NI PPPK"
    assert (decree.clauses[0].rows[2].label, decree.clauses[0].rows[2].value) == ("Golongan", "IX")
    assert any("Nomor 49 Tahun 2018" in basis for basis in decree.bases)
    assert not any("Disiplin Pegawai Negeri Sipil" in basis for basis in decree.bases)


def test_only_law_in_force_on_the_day_is_cited() -> None:
    before = bases_for((EmploymentStatus.PNS,), date(2023, 10, 30))
    assert not any("Nomor 20 Tahun 2023" in basis for basis in before)
    assert any("Nomor 20 Tahun 2023" in basis for basis in bases_for((EmploymentStatus.PNS,), date(2023, 10, 31)))
    assert all(basis.text.endswith(";") for basis in LEGAL_BASES)


def test_outsiders_read_masked_names_only() -> None:
    public = compose().public
    assert public.name.startswith("B")
    assert "Bayu" not in public.name
    assert public.nip.endswith("1001")
    assert "1986" not in public.nip


def test_the_issuer_is_the_head_of_the_region() -> None:
    decree = compose(office=SampleOffice(head_title="WALI KOTA", region="Kota Sagara", province=""))
    assert (decree.issuer, decree.province) == ("WALI KOTA SAGARA", "")
    assert compose(office=SampleOffice(head_title="GUBERNUR SAGARA", region="Provinsi Sagara")).issuer == (
        "GUBERNUR SAGARA"
    )


def test_the_papers_end_with_a_full_stop() -> None:
    assert compose(considered=("Satu.", "Dua;", "Tiga")).noting == ("Satu;", "Dua;", "Tiga.")
    assert compose(considered=()).noting == ()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Wulan Setyowati, S.K.M.", "WULAN SETYOWATI, S.K.M."),
        ("dr. Hadi Wibowo", "dr. HADI WIBOWO"),
        ("Moh. Ali", "Moh. ALI"),
        ("Sumiati", "SUMIATI"),
    ],
)
def test_capitals_leave_titles_alone(name: str, written: str) -> None:
    assert name_in_capitals(name) == written
