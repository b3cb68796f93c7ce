from datetime import date

import pytest

from mutasi_flow.people.domain import (
    LEGAL_POSITIONS,
    MODULES,
    RANKS,
    SERVING_CODES,
    EmploymentStatus,
    Predicate,
    default_modules,
    education_label,
    employment_status_of,
    full_name,
    identity_line,
    is_module_on,
    is_practising,
    is_teacher,
    legal_position_label,
    mask_name,
    plain_name,
    rank_grade,
    rank_label,
    rank_title,
)


def test_ranks() -> None:
    assert len(RANKS) == 17 + 17
    assert (rank_label("32"), rank_grade("45"), rank_title("11")) == (
        "Penata Muda Tingkat I, III/b",
        "IV/e",
        "Juru Muda",
    )
    assert (rank_label("IX"), rank_grade("IX"), rank_title("IX")) == ("Golongan IX", "IX", "")
    assert rank_label("??") == "??"
    pppk = [rank for rank in RANKS.values() if rank.status is EmploymentStatus.PPPK]
    assert [rank.order for rank in pppk] == list(range(1, 18))


def test_only_the_active_may_move() -> None:
    assert {code for code, position in LEGAL_POSITIONS.items() if position.may_move} == {"01", "71", "72"}
    assert {"15", "16"} < set(SERVING_CODES)
    assert not {"03", "20", "98", "99"} & set(SERVING_CODES)


@pytest.mark.parametrize(("code", "status"), [("01", "pns"), ("51", "cpns"), ("71", "pppk"), ("72", "pppk")])
def test_status_follows_the_legal_position(code: str, status: str) -> None:
    assert employment_status_of(code) is EmploymentStatus(status)


def test_unknown_codes_are_shown_as_such() -> None:
    assert str(legal_position_label("01")) == "Aktif"
    assert "47" in str(legal_position_label("47"))
    assert str(legal_position_label("")) == "Belum diketahui"
    assert education_label("40") == "S-1"
    assert education_label("77") == "77"


def test_names() -> None:
    assert full_name("dr.", "Sari Dewi", "Sp.A") == "dr. Sari Dewi, Sp.A"
    assert full_name("", "Sari Dewi", "") == "Sari Dewi"
    assert mask_name("Sari Dewi Anggraini") == "S*** D*** A***"
    line = identity_line("Sari Dewi", "Puskesmas Muara", date(1990, 4, 1), "199004012015032901")
    assert line == "Sari Dewi · Puskesmas Muara · 1990 · ••••2901"
    assert identity_line("Sari Dewi", None, None, None) == "Sari Dewi"


def test_masking_hides_how_long_a_name_is() -> None:
    assert mask_name("Al") == mask_name("Alamsyahputra")


def test_module_switches() -> None:
    assert set(default_modules()) == set(MODULES)
    assert is_module_on({}, "peers")
    assert not is_module_on({"peers": False}, "peers")
    assert not is_module_on({}, "oidc")
    with pytest.raises(KeyError):
        is_module_on({}, "teleport")


def test_predicates_run_from_best_to_worst() -> None:
    assert [predicate.code for predicate in Predicate] == [1, 2, 3, 4, 5]
    assert [predicate.is_good for predicate in Predicate] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("name", "teaches", "practises"),
    [
        ("GURU Ahli Pertama", True, False),
        ("Perawat Mahir", False, True),
        ("dokter gigi Ahli Muda", False, True),
        ("Pengawas Sekolah", False, False),
        ("Penata Perizinan", False, False),
    ],
)
def test_the_name_tells_who_teaches_and_who_needs_a_licence(name: str, *, teaches: bool, practises: bool) -> None:
    assert (is_teacher(name), is_practising(name)) == (teaches, practises)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Dr. HADI WIBOWO, M.Si.", "hadi wibowo"),
        ("Ir. Hadi Wibowo S.T. M.T.", "hadi wibowo"),
        ("H. Hadi Wibowo", "hadi wibowo"),
        ("A. Yani Putra", "a yani putra"),
        ("Dr.", "dr"),
    ],
)
def test_titles_are_no_part_of_a_name(written: str, compared: str) -> None:
    assert plain_name(written) == compared
