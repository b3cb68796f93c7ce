"""Numbers before their letters: shapes of registers, numbers set aside, let go, and given by other offices."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, MutasiError, NotFound, Refused
from mutasi_flow.core.jobs import JobRequest
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.contexts import PublicFacts
from mutasi_flow.letters.domain import (
    DECREE_REGISTER,
    SUPPORT_REGISTER,
    NumberParts,
    ReservedState,
    Shape,
    check_number_format,
    find_gaps,
    format_number,
    read_sequence,
    shape_from,
    skeleton,
)
from mutasi_flow.letters.model import Letter, RegisterYear
from mutasi_flow.letters.queries.numbers import (
    Reserved,
    find_reserved,
    is_known_number,
    list_gaps,
    list_unused,
    load_numbering,
)
from mutasi_flow.letters.service import (
    Issued,
    Purpose,
    assign_number,
    import_letter,
    issue,
    record_outside_number,
    reserve,
    shape_register,
    void_numbers,
)
from tests.factories import NOW, make_office
from tests.letters.test_service import context

DAY = date(2026, 3, 2)
KIND = "transfer_decree"
CLERK = Actor(None, "Juru buku")
PATTERNS = (
    "{klas}/{urut}/{unit}/{tahun}",
    "{klas}/Kep.{urut:3}/{unit}/{bulan}/{tahun}",
    "B/{urut}/KPTS/{bulan_romawi}/{tahun}",
    "{klas}/{urut:4}.{unit}/{bulan_romawi}/{tahun}",
)


def letter(session: Session, about_id: int = 7, on: date = DAY, reserved: Reserved | None = None) -> Issued:
    return issue(
        session,
        kind=KIND,
        about_kind="transfer",
        about_id=about_id,
        context=context(),
        dated_on=on,
        at=NOW,
        reserved=reserved,
    )


def set_aside(session: Session, count: int = 1, on: date = DAY, **values: object) -> list[Reserved]:
    purposes = [Purpose("Cadangan", **values) for _ in range(count)]  # type: ignore[arg-type]
    return list(reserve(session, DECREE_REGISTER, purposes, dated_on=on, kind=KIND, actor=CLERK, at=NOW))


def shape(session: Session, register: str = DECREE_REGISTER, *, elsewhere: bool = False, **values: object) -> None:
    made = Shape(**values)  # type: ignore[arg-type]
    shape_register(session, register, DAY.year, made, is_elsewhere=elsewhere, actor=CLERK, at=NOW)


@given(st.sampled_from(PATTERNS), st.integers(1, 99_999), st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_what_a_pattern_writes_it_reads_again(pattern: str, sequence: int, day: date) -> None:
    number = format_number(pattern, NumberParts("800.1.3.1", sequence, "BKPSDM", day))
    assert read_sequence(pattern, number) == sequence
    assert read_sequence(pattern, f"  {number.lower()} ") == sequence
    assert read_sequence(pattern, "lain sekali") is None


@given(st.sampled_from(PATTERNS), st.sets(st.integers(1, 99_999), min_size=2, max_size=2), st.integers(1, 12))
def test_two_places_never_give_one_number(pattern: str, places: set[int], month: int) -> None:
    written = {format_number(pattern, NumberParts("800", one, "BK", date(2026, month, 1))) for one in places}
    assert len(written) == len(places)


@pytest.mark.parametrize("pattern", ["{bulan}{urut}/{tahun}", "{urut}{tahun}", "9{urut}/{tahun}", "{urut:3}0/{tahun}"])
def test_a_sequence_that_runs_into_digits_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput, match="Pisahkan"):
        check_number_format(pattern)


@given(st.sets(st.integers(1, 60), min_size=1), st.one_of(st.none(), st.just(1)))
def test_gaps_and_places_together_are_the_whole_book(places: set[int], first: int | None) -> None:
    missing = {place for low, high in find_gaps(places, first) for place in range(low, high + 1)}
    begin = first if first is not None else min(places)
    assert missing.isdisjoint(places)
    assert missing | places == set(range(begin, max(places) + 1))


def test_an_empty_book_has_no_gaps() -> None:
    assert find_gaps([]) == []


@pytest.mark.parametrize(
    ("shape_", "pattern", "is_own"),
    [
        (Shape(), "usual", False),
        (Shape(classification="821"), "usual", False),
        (Shape("register"), "register", True),
        (Shape("register", patterns={"sk": "kind"}), "kind", True),
        (Shape(patterns={"sk": "kind"}), "kind", True),
        (Shape("register", patterns={"ba": "other", "sk": ""}), "register", True),
    ],
)
def test_the_pattern_of_the_kind_goes_before_that_of_the_register_and_of_the_office(
    shape_: Shape, pattern: str, *, is_own: bool
) -> None:
    assert shape_.pattern_of("sk", "usual") == pattern
    assert shape_.has_own_pattern is is_own


def test_registers_repeat_each_other_exactly_when_all_but_the_place_and_the_month_is_alike() -> None:
    one, other = (
        skeleton(pattern, classification="821", unit=unit)
        for pattern, unit in (
            ("{klas}/{urut:3}/{unit}/{bulan}/{tahun}", "BKD"),
            ("821/{urut}/bkd/{bulan_romawi}/{tahun}", ""),
        )
    )
    assert one == other
    assert skeleton("{urut}/{tahun}", classification="", unit="", mark="B-") != skeleton(
        "{urut}/{tahun}", classification="", unit=""
    )


def test_a_shape_survives_being_stored() -> None:
    made = Shape("{urut}/{tahun}", "821", "BKD", {"transfer_revocation": "CABUT/{urut}/{tahun}"})
    assert shape_from(made.as_json()) == made
    assert shape_from({}) == Shape()


def test_a_register_writes_in_its_own_shape_and_each_kind_in_its_own(session: Session) -> None:
    make_office(session)
    shape(
        session,
        pattern="{klas}/Kep.{urut:3}/{unit}/{bulan_romawi}/{tahun}",
        classification="821.2",
        unit="BKD",
        patterns={"transfer_revocation": "{klas}/Cabut.{urut:3}/{unit}/{tahun}"},
    )
    assert letter(session).number == "821.2/Kep.001/BKD/III/2026"
    book = load_numbering(session, DECREE_REGISTER, 2026)
    assert book.write(2, "transfer_revocation", DAY) == "821.2/Cabut.002/BKD/2026"
    assert letter(session, on=date(2027, 1, 4)).number == "821.2/Kep.001/BKD/I/2027"
    assert letter(session).number.startswith("821.2/Kep.002/")


def test_two_registers_never_get_the_same_shape(session: Session) -> None:
    make_office(session)
    with pytest.raises(InvalidInput, match="mengulang nomor buku"):
        shape(session, SUPPORT_REGISTER, pattern="800.1.3.1/{urut}/{unit}/{tahun}")
    shape(session, SUPPORT_REGISTER, pattern="800.1.3.1/S-{urut}/{unit}/{tahun}")
    with pytest.raises(NotFound):
        shape(session, "import")


def test_a_reserved_number_is_used_by_its_letter_and_only_once(session: Session) -> None:
    make_office(session)
    (kept,) = set_aside(session, about_kind="transfer", about_id=7)
    other = letter(session, about_id=8)
    assert (kept.number, other.number) == ("800.1.3.1/1/BKPSDM/2026", "800.1.3.1/2/BKPSDM/2026")
    waiting = find_reserved(session, "transfer", 7, DECREE_REGISTER, 2026)
    assert waiting == kept
    made = letter(session, reserved=waiting)
    assert made.number == kept.number
    assert session.get_one(Letter, made.id).sequence == 1
    assert find_reserved(session, "transfer", 7, DECREE_REGISTER, 2026) is None
    with pytest.raises(Conflict):
        void_numbers(session, [kept.id], "Terlambat", actor=CLERK, at=NOW)
    assert list_unused(session, DECREE_REGISTER, 2026) == []
    assert list_gaps(session, load_numbering(session, DECREE_REGISTER, 2026)) == []


def test_a_number_let_go_stays_void_and_is_never_given_again(session: Session) -> None:
    make_office(session)
    first, second = set_aside(session, 2)
    with pytest.raises(InvalidInput):
        void_numbers(session, [first.id], " ", actor=CLERK, at=NOW)
    assert void_numbers(session, [first.id], "Batal ditetapkan", actor=CLERK, at=NOW) == [first.number]
    rows = list_unused(session, DECREE_REGISTER, 2026)
    assert [(row.state, row.because) for row in rows] == [
        (ReservedState.VOID, "Batal ditetapkan"),
        (ReservedState.RESERVED, ""),
    ]
    assert letter(session).number == "800.1.3.1/3/BKPSDM/2026"
    with pytest.raises(Conflict):
        letter(session, reserved=first)
    session.expire_all()
    assert is_known_number(session, second.number.lower())
    assign_number(session, second.id, Purpose("Lain", "transfer", 9))
    assert find_reserved(session, "transfer", 9, DECREE_REGISTER, 2026) is not None
    with pytest.raises(NotFound):
        assign_number(session, first.id, Purpose("Lain"))


def test_what_is_printed_together_asks_for_no_printing_of_its_own(session: Session) -> None:
    make_office(session)
    (kept,) = set_aside(session, is_printed_apart=True)
    letter(session, reserved=kept)
    assert session.scalars(select(JobRequest.key)).all() == []
    letter(session)
    assert len(session.scalars(select(JobRequest.key)).all()) == 1


def test_a_book_of_another_office_waits_for_its_number(session: Session) -> None:
    make_office(session)
    letter(session)
    shape(session, elsewhere=True, pattern="{klas}/{urut}/SETDA/{tahun}")
    with pytest.raises(Refused) as refusal:
        letter(session)
    assert "kantor lain" in str(refusal.value.reasons[0])
    with pytest.raises(Refused):
        set_aside(session)
    kept = outside(session, "800.1.3.1/48/SETDA/2026", about_id=7)
    made = letter(session, on=kept.dated_on, reserved=kept)
    stored = session.get_one(Letter, made.id)
    assert (stored.number, stored.sequence, stored.register) == ("800.1.3.1/48/SETDA/2026", None, DECREE_REGISTER)
    assert session.scalars(select(RegisterYear.last)).one() == 1


def outside(session: Session, number: str, about_id: int | None = None) -> Reserved:
    purpose = Purpose("Dari SRIKANDI", "transfer" if about_id else "", about_id)
    return record_outside_number(session, DECREE_REGISTER, number, purpose, dated_on=DAY, actor=CLERK, at=NOW)


def test_gaps_of_another_offices_book_are_told_and_stop_nothing(session: Session) -> None:
    make_office(session)
    shape(session, elsewhere=True, pattern="{klas}/{urut}/SETDA/{tahun}")
    for place in (48, 49, 53):
        outside(session, f"800.1.3.1/{place}/SETDA/2026")
    outside(session, "nomor yang lain bentuknya")
    assert list_gaps(session, load_numbering(session, DECREE_REGISTER, 2026)) == [(50, 52)]


@pytest.mark.parametrize("number", ["", " ", "9" * 121, "48/محمد/2026"])
def test_an_outside_number_that_cannot_be_printed_is_refused(session: Session, number: str) -> None:
    make_office(session)
    with pytest.raises(InvalidInput):
        outside(session, number)


@pytest.mark.parametrize("how", ["recorded", "imported"])
def test_a_number_taken_by_hand_meanwhile_is_passed_over(session: Session, how: str) -> None:
    make_office(session)
    first = letter(session).number
    second, third, fourth = (first.replace("/1/", f"/{place}/") for place in (2, 3, 4))
    assert first != second
    for number in (second, third):
        if how == "recorded":
            outside(session, number)
        else:
            public = PublicFacts("SK", "Pemindahan", "Kabupaten", "W***", "")
            about = {"kind": "transfer_decree", "about_kind": "transfer", "about_id": 9, "at": NOW}
            import_letter(session, number=number, dated_on=DAY, public=public, **about)  # type: ignore[arg-type]
    assert letter(session).number == fourth
    kept = reserve(
        session, DECREE_REGISTER, [Purpose("SK"), Purpose("SK")], dated_on=DAY, kind=KIND, actor=CLERK, at=NOW
    )
    assert [one.sequence for one in kept] == [5, 6]


def test_a_number_is_recorded_once_even_when_void(session: Session) -> None:
    make_office(session)
    kept = outside(session, "48/SETDA/2026")
    with pytest.raises(Conflict):
        outside(session, "48/setda/2026")
    void_numbers(session, [kept.id], "Salah ketik", actor=CLERK, at=NOW)
    with pytest.raises(Conflict):
        outside(session, "48/SETDA/2026")
    number = letter(session).number
    with pytest.raises(Conflict):
        outside(session, number)


@pytest.mark.slow
def test_letters_and_reservations_at_once_leave_no_double_and_no_gap(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_office(session, number_format="{urut}/{tahun}")

    def press(seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311 - a repeatable mix, no secret
        for _ in range(8):
            with runtime.database.writer() as session:
                if dice.random() < 0.5:
                    letter(session, about_id=seed)
                else:
                    set_aside(session, dice.randint(1, 4))
                if dice.random() < 0.3:
                    session.rollback()
                else:
                    session.commit()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(press, range(6)))
    with runtime.database.reading() as session:
        book = load_numbering(session, DECREE_REGISTER, 2026)
        letters = session.scalars(select(Letter.sequence)).all()
        kept = [row.sequence for row in list_unused(session, DECREE_REGISTER, 2026)]
        assert list_gaps(session, book) == []
        assert sorted([*letters, *kept]) == list(range(1, book.last + 1))  # type: ignore[type-var]


@pytest.mark.slow
def test_one_reserved_number_goes_to_one_of_many(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        (kept,) = set_aside(session)

    def press(about_id: int) -> bool:
        try:
            with runtime.database.writing() as session:
                letter(session, about_id=about_id, reserved=kept)
        except (MutasiError, Exception):  # noqa: BLE001 - the database may be the one that refuses
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(press, range(6))) == 1
    with runtime.database.reading() as session:
        assert len(session.scalars(select(Letter.id)).all()) == 1
    assert SYSTEM.account_id is None
