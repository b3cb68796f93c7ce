"""A pertek and a decree say the same however they are written; what differs is found, what is not said is not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.people.domain import plain_name
from mutasi_flow.transfers.external import Agreement, Field, Said, Weight, compare, difference, obstacles
from mutasi_flow.transfers.external.matching import WEIGHTS, is_same_place, plain_place
from mutasi_flow.transfers.external.pertek import grade_of

DECREE = Said(
    nip="198601012010011001",
    name="Wulan Setyowati",
    rank="III/c",
    from_post="Guru Ahli Muda",
    from_unit="SD Negeri 1 Sagara",
    to_post="Kepala Seksi Mutasi",
    to_unit="Bidang Mutasi",
    effective_on=date(2026, 4, 1),
    from_within=("Dinas Pendidikan", "Pemerintah Kabupaten Sagara"),
    to_within=("Badan Kepegawaian", "Pemerintah Kabupaten Sagara"),
)
WORDS = st.text(alphabet="abcdefghij ", min_size=1, max_size=40).filter(str.strip)


def found(pertek: Said, decree: Said = DECREE) -> dict[Field, Agreement]:
    return {one.field: one.found for one in compare(pertek, decree)}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("WULAN SETYOWATI", "Wulan Setyowati"),
        ("Dra. Hj. Wulan Setyowati, M.Pd.", "Wulan Setyowati"),
        ("WULAN  SETYOWATI S.Pd", "Wulan Setyowati"),
        ("Prof. Dr. dr. Wulan Setyowati, Sp.A(K), M.Kes", "wulan setyowati"),
        ("Wulan Setyowati A.Md.Kep", "Wulan Setyowati"),
        ("Nur`aini", "Nuraini"),
        ("M. Yusuf", "M. Yusuf"),
        ("Dr.", "dr"),
    ],
)
def test_a_name_is_the_same_with_and_without_titles(written: str, name: str) -> None:
    assert plain_name(written) == plain_name(name)


@pytest.mark.parametrize(
    ("written", "name"),
    [("Wulan Setyawati", "Wulan Setyowati"), ("Wulan", "Wulan Setyowati"), ("M. Yusuf", "A. Yusuf")],
)
def test_another_name_is_another(written: str, name: str) -> None:
    assert plain_name(written) != plain_name(name)


@pytest.mark.parametrize(
    ("written", "name", "within"),
    [
        ("SDN 1 Sagara", "SD Negeri 1 Sagara", ()),
        ("PUSKESMAS SAGARA", "Pusat Kesehatan Masyarakat Sagara", ()),
        ("Kasubbag Umum & Kepegawaian", "Kepala Sub Bagian Umum dan Kepegawaian", ()),
        ("Kasi Mutasi pada Bidang Mutasi, BKPSDM", "Kepala Seksi Mutasi", ("Bidang Mutasi", "BKPSDM")),
        ("Bidang Mutasi - BKPSDM Pemkab Sagara", "Bidang Mutasi", ("BKPSDM", "Pemerintah Kabupaten Sagara")),
        ("Bidang Mutasi, Pemerintah Kab. Sagara", "Bidang Mutasi", ("BKPSDM", "Pemerintah Kabupaten Sagara")),
    ],
)
def test_a_place_is_the_same_in_short_and_with_what_is_above_it(written: str, name: str, within: tuple[str]) -> None:
    assert is_same_place(written, name, within)


@pytest.mark.parametrize(
    ("written", "name", "within"),
    [
        ("Bidang Mutasi, Dinas Lain", "Bidang Mutasi", ("BKPSDM",)),
        ("Bidang Mutasi II", "Bidang Mutasi", ("BKPSDM",)),
        ("SDN 2 Sagara", "SD Negeri 1 Sagara", ()),
        ("Guru", "Guru Ahli Muda", ()),
        ("apa pun", "", ()),
    ],
)
def test_another_place_is_another(written: str, name: str, within: tuple[str, ...]) -> None:
    assert not is_same_place(written, name, within)


@given(WORDS)
def test_case_spaces_and_signs_are_no_difference(text: str) -> None:
    noisy = "  ".join(text.upper().replace(" ", " - ").split()) + " ."
    assert is_same_place(noisy, text)
    assert plain_place(plain_place(text)) == plain_place(text)


@given(WORDS, WORDS)
def test_without_what_is_above_only_the_same_words_are_the_same(one: str, other: str) -> None:
    assert is_same_place(one, other) == (plain_place(one) == plain_place(other))


@given(st.sampled_from(list(Field)), st.sampled_from(list(Weight)))
def test_what_a_difference_does_is_a_matter_of_its_weight(field: Field, weight: Weight) -> None:
    other: dict[str, object] = {field: date(2030, 1, 1) if field is Field.EFFECTIVE_ON else "lain sekali 9"}
    compared = compare(replace(DECREE, **other), DECREE, {**WEIGHTS, field: weight})  # type: ignore[arg-type]
    assert bool(obstacles(compared)) == (weight is Weight.BLOCK)
    assert {one.field for one in compared} == set(Field) - ({field} if weight is Weight.IGNORE else set())


@given(st.sets(st.sampled_from(list(Field))))
def test_what_a_letter_does_not_say_neither_agrees_nor_differs(silent: set[Field]) -> None:
    said: dict[str, object] = {field: None if field is Field.EFFECTIVE_ON else "" for field in silent}
    compared = found(replace(DECREE, **said))  # type: ignore[arg-type]
    assert {field for field, result in compared.items() if result is Agreement.UNKNOWN} == silent
    assert Agreement.DIFFERENT not in compared.values()


def test_every_field_that_differs_is_told_with_both_sides() -> None:
    other = Said(
        "199001012015012002",
        "Rangga",
        "III/d",
        "Guru",
        "SDN 9",
        "Kepala Seksi Data",
        "Bidang Data",
        date(2026, 5, 1),
    )
    assert set(found(other).values()) == {Agreement.DIFFERENT}
    (name,) = [one for one in compare(other, DECREE) if one.field is Field.NAME]
    assert str(difference(name)) == "Nama: pertek menyebut “Rangga”, SK akan menyebut “Wulan Setyowati”."


@pytest.mark.parametrize(
    ("written", "grade"),
    [("III/c", "III/c"), ("Penata (III/c)", "III/c"), ("33", "III/c"), ("IX", "IX"), ("", ""), ("Letnan", "Letnan")],
)
def test_ranks_are_compared_as_grades(written: str, grade: str) -> None:
    assert grade_of(written) == grade
