"""Where people stand in the data of a plan: on its effective day, by what is decreed, whole persons at their own post."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.people.service import apply_due_placements, place
from mutasi_flow.planning.plans.model import Plan
from mutasi_flow.planning.plans.queries import Records, gather
from tests.factories import NOW, TODAY
from tests.planning.plans.workshop import Workshop

UNTIL, AFTER, LATER = date(2026, 5, 31), date(2026, 7, 1), date(2026, 8, 1)


def _send(workshop: Workshop, *, from_on: date = TODAY, **how: Any) -> None:
    """Send the first nurse of the town to Hulu."""
    given = {"employee_id": workshop.nurses[0].id, "unit_id": workshop.clinics["Hulu"].id}

    def act(session: Session) -> None:
        seat: dict[str, Any] = {**given, "jabatan_id": workshop.nurse.id, "letter_number": "SK 1", "source": "decree"}
        place(session, **seat, from_on=from_on, today=TODAY, at=NOW, **how)
        apply_due_placements(session, TODAY, NOW)

    workshop.write(act)


def _read(workshop: Workshop, on: date) -> tuple[str, str, Records]:
    """Return where the nurse stands in the tables, what locks her, and the tables."""
    key = workshop.make(effective_on=on)
    records = workshop.read(lambda session: gather(session, session.scalars(select(Plan).where(Plan.id == key)).one()))
    header, rows = records.tables["pegawai"]
    (row,) = [dict(zip(header, one, strict=True)) for one in rows if one[0] == workshop.nurses[0].nip]
    unit = next(name for name, one in workshop.clinics.items() if one.code == row["unit_kode"])
    return unit, row["alasan_kunci"], records


@pytest.mark.parametrize(
    ("how", "on", "where", "locked"),
    [
        ({"until_on": UNTIL, "share": 40}, TODAY, "Kota", "ditempatkan sementara"),
        ({"until_on": UNTIL, "share": 40}, AFTER, "Kota", ""),
        ({"until_on": UNTIL}, TODAY, "Hulu", "ditempatkan sementara"),
        ({"until_on": UNTIL}, AFTER, "Kota", ""),
        ({"from_on": AFTER}, TODAY, "Kota", "penempatan lain"),
        ({"from_on": AFTER}, LATER, "Hulu", ""),
    ],
)
def test_people_stand_where_they_will_on_the_day_of_the_plan(
    workshop: Workshop, how: dict[str, Any], on: date, where: str, locked: str
) -> None:
    _send(workshop, **how)
    unit, lock, records = _read(workshop, on)
    assert (unit, locked in lock, bool(lock)) == (where, True, bool(locked))
    assert len(records.tables["pegawai"][1]) == len(workshop.nurses) + 1


def test_who_gives_a_part_of_the_time_elsewhere_is_told_to_count_whole_at_home(workshop: Workshop) -> None:
    _send(workshop, until_on=UNTIL, share=40)
    notes = [str(one) for one in _read(workshop, TODAY)[2].notes]
    assert any(one.startswith("1 pegawai membantu unit lain dengan sebagian waktunya") for one in notes)
    assert not [one for one in map(str, _read(workshop, AFTER)[2].notes) if "sebagian waktunya" in one]


def test_a_plan_of_one_clinic_has_who_stands_there_on_its_day(workshop: Workshop) -> None:
    _send(workshop, until_on=UNTIL)
    hulu, town = (workshop.clinics[name].id for name in ("Hulu", "Kota"))
    for unit, on, has in ((hulu, TODAY, True), (hulu, AFTER, False), (town, TODAY, False), (town, AFTER, True)):
        key = workshop.make(effective_on=on, unit_id=unit)
        found = workshop.read(
            lambda session, key=key: gather(session, session.scalars(select(Plan).where(Plan.id == key)).one())  # type: ignore[misc]
        )
        assert (workshop.nurses[0].nip in {row[0] for row in found.tables["pegawai"][1]}) is has
