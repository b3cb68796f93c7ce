"""The matrix of who decides and who signs: which row speaks, what may be written, by shell and service."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mutasi_flow.access import queries, service
from mutasi_flow.access.domain import Act, Authority, Matter, Role, SigningForm, choose, grants_of
from mutasi_flow.access.service import NewAuthority
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.people.domain import JabatanKind
from tests.factories import NOW, TODAY, make_employee, make_jabatan, make_unit

ADMIN = Actor(None, SYSTEM.name, grants=grants_of(Role.ADMIN, ""))
DAY = timedelta(days=1)
ROW = Authority(
    1, Act.SIGN, "", "", "", None, "", None, 7, "BKPSDM", "Kepala BKPSDM", SigningForm.AN, "", "188/4/2026",
    date(2026, 1, 5), date(2026, 1, 1), None, 3,
)  # fmt: skip
PATHS = ("", "/1/", "/1/2/", "/9/")

rows = st.builds(
    lambda number, **values: replace(ROW, id=number, **values),
    st.integers(1, 50),
    act=st.sampled_from(Act),
    move_kind=st.sampled_from(("", "A", "B")),
    post_kind=st.sampled_from(("", "general", "structural")),
    level=st.sampled_from(("", "II.b", "ii.B", "muda")),
    unit_path=st.sampled_from(PATHS),
    from_on=st.sampled_from((TODAY - DAY, TODAY, TODAY + DAY)),
    to_on=st.sampled_from((None, TODAY - DAY, TODAY)),
)
matters = st.builds(
    Matter,
    st.sampled_from(Act),
    st.sampled_from(("A", "B", "C")),
    st.sampled_from(("general", "structural", "functional")),
    st.sampled_from(("", "II.b", "muda")),
    st.sampled_from(("/1/", "/1/2/", "/1/2/3/", "/4/")),
)


@given(st.lists(rows, max_size=6, unique_by=lambda row: row.id), matters)
def test_the_row_that_says_most_speaks(found: list[Authority], matter: Matter) -> None:
    chosen = choose(found, matter, TODAY)
    fitting = [row for row in found if row.covers(matter, TODAY)]
    assert (chosen is None) == (not fitting)
    if chosen is not None:
        assert chosen in fitting
        assert all(bool(chosen.level) >= bool(row.level) for row in fitting)
        assert choose([*reversed(found)], matter, TODAY) == chosen


@given(rows, matters)
def test_a_row_never_speaks_outside_its_days_its_unit_or_its_criteria(row: Authority, matter: Matter) -> None:
    if row.covers(matter, TODAY):
        assert row.act is matter.act
        assert row.from_on <= TODAY <= (row.to_on or TODAY)
        assert matter.unit_path.startswith(row.unit_path)
        assert row.move_kind in {"", matter.move_kind}
        assert row.post_kind in {"", matter.post_kind}


@pytest.mark.parametrize(
    ("form", "lines", "capacity"),
    [
        (SigningForm.OWN, ("KEPALA BKPSDM,",), "Kepala BKPSDM"),
        (SigningForm.AN, ("a.n. BUPATI SAGARA", "KEPALA BKPSDM,"), "a.n. PPK: Kepala BKPSDM"),
        (
            SigningForm.UB,
            ("a.n. BUPATI SAGARA", "SEKRETARIS DAERAH", "u.b.", "KEPALA BKPSDM,"),
            "a.n. PPK, Sekretaris Daerah u.b. Kepala BKPSDM",
        ),
    ],
)
def test_each_form_has_its_block_above_the_signature(form: SigningForm, lines: tuple[str, ...], capacity: str) -> None:
    row = replace(ROW, form=form, via="Sekretaris Daerah" if form is SigningForm.UB else "")
    assert (row.signature_lines("BUPATI SAGARA"), row.capacity) == (lines, capacity)
    assert row.paper == "188/4/2026 tanggal 5 Januari 2026"


def new(session: Session, **values: object) -> NewAuthority:
    unit = make_unit(session, "BKPSDM")
    unit.head_id = make_employee(session, unit).id
    session.flush()
    base = NewAuthority(Act.SIGN, unit.id, "Kepala BKPSDM", TODAY)
    return replace(base, **values)  # type: ignore[arg-type]


def add(session: Session, row: NewAuthority) -> int:
    return service.add_authority(session, row, actor=ADMIN, at=NOW)


def test_what_is_written_is_asked_for_the_post_the_unit_and_the_day(session: Session) -> None:
    agency = make_unit(session)
    school = make_unit(session, parent=agency)
    chief = make_jabatan(session, kind=JabatanKind.STRUCTURAL, level="III.a")
    row = new(session, level="iii.A", unit_id=agency.id, to_on=TODAY + 9 * DAY)
    key = add(session, row)

    def who(path: str, on: date, jabatan_id: int | None = chief.id, act: Act = Act.SIGN) -> int | None:
        found = queries.who_may(session, act, move_kind="A", jabatan_id=jabatan_id, unit_path=path, on=on)
        return found.id if found else None

    assert who(school.path, TODAY) == key
    assert who("/999/", TODAY) is None
    assert who(school.path, TODAY + 10 * DAY) is None
    assert who(school.path, TODAY - DAY) is None
    assert who(school.path, TODAY, jabatan_id=None) is None
    assert who(school.path, TODAY, act=Act.DECIDE) is None
    (listed,) = queries.list_authorities(session)
    assert (listed.title, listed.unit_path, listed.official_unit) == ("Kepala BKPSDM", agency.path, "BKPSDM")
    assert audit.trail(session, "office")[-1].action == "authority_added"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"move_kind": "E"}, "move_kind"),
        ({"post_kind": "tukang"}, "post_kind"),
        ({"to_on": TODAY - DAY}, "to_on"),
        ({"form": SigningForm.AN}, "decree_number"),
        ({"form": SigningForm.AN, "decree_number": "188/4"}, "decree_number"),
        ({"form": SigningForm.UB, "decree_number": "188/4", "decree_on": TODAY}, "via"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_its_field(
    session: Session, values: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(session, new(session, **values))
    assert refused.value.field == field


def test_one_matter_has_one_row_at_a_time_and_only_an_administrator_writes(session: Session) -> None:
    row = new(session)
    key = add(session, row)
    with pytest.raises(Conflict):
        add(session, replace(row, from_on=TODAY + DAY))
    with pytest.raises(NotPermitted):
        service.add_authority(session, row, actor=Actor(None, "x", grants=grants_of(Role.DECIDER, "")), at=NOW)
    with pytest.raises(NotFound):
        add(session, replace(row, official_unit_id=99_999, act=Act.DECIDE))
    with pytest.raises(InvalidInput):
        service.end_authority(session, key, TODAY - 2 * DAY, actor=ADMIN, today=TODAY, at=NOW)
    service.end_authority(session, key, TODAY, actor=ADMIN, today=TODAY, at=NOW)
    assert add(session, replace(row, from_on=TODAY + DAY)) > key
    with pytest.raises(NotFound):
        service.end_authority(session, 99_999, TODAY, actor=ADMIN, today=TODAY, at=NOW)
