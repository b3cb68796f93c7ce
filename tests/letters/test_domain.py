"""Numbers, codes, characters and standings, without a database."""

import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.letters.domain import (
    ALPHABET,
    CODE_LENGTH,
    COVERED,
    Initialled,
    LetterState,
    NumberParts,
    Standing,
    check_number_format,
    describe_character,
    format_number,
    group_code,
    make_code,
    missing_characters,
    normalize,
    normalized,
    read_code,
    roman_month,
    standing_of,
    texts_in,
    written_date,
)
from mutasi_flow.letters.render.process import FONTS

PARTS = NumberParts("800.1.3.1", 48, "BKPSDM", date(2026, 3, 2))
PRIVATE = range(0xE000, 0xF900)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("800.1.3.1/{urut}/{unit}/{tahun}", "800.1.3.1/48/BKPSDM/2026"),
        ("{klas}/Kep.{urut:3}/{unit}/{bulan}/{tahun}", "800.1.3.1/Kep.048/BKPSDM/03/2026"),
        ("B/{urut:5}/KPTS/{bulan_romawi}/{tahun}", "B/00048/KPTS/III/2026"),
    ],
)
def test_number_shapes_in_use_can_be_written(pattern: str, number: str) -> None:
    assert format_number(pattern, PARTS) == number


@pytest.mark.parametrize(
    "pattern",
    ["", "{urut}", "{tahun}", "{urut}/{tahun}/{nip}", "{urut}/{tahun}/{unit:3}", "{urut}/{tahun}}", "{urut!r}/{tahun}"],
)
def test_patterns_that_would_repeat_or_break_are_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_number_format(pattern)
    assert refusal.value.field == "number_format"


def test_a_number_longer_than_a_line_is_refused() -> None:
    with pytest.raises(InvalidInput):
        format_number("{urut}/{tahun}/" + "X" * 120, PARTS)


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_different_sequences_give_different_numbers(one: int, other: int) -> None:
    numbers = {format_number("{klas}/{urut:3}/{tahun}", NumberParts("8", n, "U", PARTS.dated_on)) for n in (one, other)}
    assert len(numbers) == len({one, other})


def test_months_and_dates_are_written_as_letters_write_them() -> None:
    assert [roman_month(month) for month in (1, 4, 9, 12)] == ["I", "IV", "IX", "XII"]
    assert written_date(date(2028, 2, 29)) == "29 Februari 2028"


def test_codes_are_long_and_never_alike() -> None:
    codes = {make_code() for _ in range(2_000)}
    assert len(codes) == 2_000
    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert set("".join(codes)) == set(ALPHABET)


@given(st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_code_is_understood_however_it_is_typed(code: str) -> None:
    typed = group_code(code).lower().replace("0", "o").replace("1", "l")
    assert read_code(code) == read_code(typed) == read_code(f" {code[:7]} – {code[7:]}\n") == code


@given(st.text(max_size=100))
def test_what_is_no_code_is_no_code(text: str) -> None:
    read = read_code(text)
    assert read is None or (len(read) == CODE_LENGTH and set(read) <= set(ALPHABET))


@pytest.mark.parametrize("text", ["", "7K3M", "7K3M0QXA5TRW9BHDX", "7K3M0QXA5TRW9BHU", "A" * 10_000])
def test_wrong_codes_are_none(text: str) -> None:
    assert read_code(text) is None


@pytest.mark.parametrize("name", ["texgyrebonum-regular.otf", "texgyrebonum-bold.otf", "texgyrebonum-italic.otf"])
def test_covered_characters_are_those_of_the_shipped_font(name: str) -> None:
    with TTFont(FONTS / name) as font:
        assert {sign for sign in font.getBestCmap() if sign not in PRIVATE} == COVERED


def test_fonts_travel_with_their_licences() -> None:
    assert {path.name for path in Path(FONTS).glob("*LICENSE*")} == {
        "Liberation-Sans-LICENSE.txt",
        "TeX-Gyre-Bonum-LICENSE.txt",
    }


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Nur\u02bcaini", "Nur\u2019aini"),
        ("Mu\u1e25ammad", "Mu\u1e25ammad"),
        ("Jose\u0301  de\tSousa\n", "José de Sousa"),
        ("Siti\u00adNur\u200b", "SitiNur"),
    ],
)
def test_names_are_normalised_to_what_the_font_has(given_name: str, kept: str) -> None:
    assert normalize(given_name) == kept
    assert missing_characters(normalize(given_name)) == []


@pytest.mark.parametrize("sign", ["😀", "م", "ꦗ", "\u202e", "\ue000", "\x07", "漢"])
def test_what_the_font_lacks_is_named(sign: str) -> None:
    assert missing_characters(f"Wulan {sign}{sign}") == [sign]
    described = describe_character(sign)
    assert f"U+{ord(sign):04X}" in described
    assert all(unicodedata.category(letter) not in {"Cf", "Cc", "Co"} for letter in described)


def test_all_texts_of_a_context_are_found_with_their_place() -> None:
    context = {"a": [" x ", {"b": "y"}], "n": 3}
    assert dict(texts_in(normalized(context))) == {"a.0": "x", "a.1.b": "y"}


@pytest.mark.parametrize(
    ("state", "revoked", "replaced", "standing"),
    [
        (LetterState.QUEUED, False, False, Standing.UNSIGNED),
        (LetterState.RENDERED, False, False, Standing.UNSIGNED),
        (LetterState.SIGNED, False, False, Standing.VALID),
        (LetterState.SIGNED, True, False, Standing.REVOKED),
        (LetterState.SIGNED, True, True, Standing.REPLACED),
        (LetterState.VOID, False, False, Standing.WITHDRAWN),
        (LetterState.VOID, True, True, Standing.WITHDRAWN),
    ],
)
def test_only_a_signed_letter_is_valid(state: LetterState, revoked: bool, replaced: bool, standing: Standing) -> None:
    assert standing_of(state, is_revoked=revoked, is_replaced=replaced) is standing


def test_initials_carry_the_day_of_the_office_not_that_of_the_server() -> None:
    late = Initialled("Sekretaris", "Rangga", datetime(2026, 12, 31, 17, 30, tzinfo=UTC))
    assert late.cells(ZoneInfo("Asia/Jakarta")) == ("Sekretaris", "Rangga", "1 Januari 2027")
    assert late.cells(ZoneInfo("UTC"))[2] == "31 Desember 2026"


def test_only_a_letter_that_holds_may_be_relied_on() -> None:
    assert {one for one in Standing if one.is_in_force} == {Standing.VALID, Standing.AMENDED}
