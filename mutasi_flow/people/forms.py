"""What pages of people read from a form."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people import queries
from mutasi_flow.people.domain import (
    TEST_LABELS,
    Conditions,
    Field,
    Lack,
    ParticularKind,
    Point,
    Shape,
    Terrain,
)
from mutasi_flow.people.queries import PlaceCard
from mutasi_flow.people.service import Days

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)


def read_particular(form: Form, session: Session, kind: ParticularKind) -> Mapping[str, object]:
    """Read the fields of a kind; people by their NIP, units by their code."""
    return {one.name: _read(form, session, one, kind) for one in kind.fields}


def read_days(form: Form) -> Days:
    """Read from when to when a particular holds, and the paper behind it."""
    return Days(
        form.optional_day("from_on", T("Berlaku mulai"), earliest=FIRST_DAY, latest=LAST_DAY),
        form.optional_day("to_on", T("Berlaku sampai"), earliest=FIRST_DAY, latest=LAST_DAY),
        form.text("source", T("Dasar")),
    )


def _read(form: Form, session: Session, one: Field, kind: ParticularKind) -> object:
    if one.shape is Shape.CHOICE:
        return form.choice(one.name, one.label, one.choices)
    if one.shape is Shape.NUMBER:
        return form.integer(one.name, one.label, least=1, most=kind.most)
    written = form.text(one.name, one.label, required=one.is_required)
    if one.shape is Shape.WORDS or not written:
        return written or None
    find, sentence = _FINDERS[one.shape]
    found = find(session, written)
    if found is None:
        form.fail(one.name, sentence)
    return found.id if found else None


_FINDERS: Mapping[Shape, tuple[Callable[[Session, str], Any], Text]] = MappingProxyType(
    {
        Shape.EMPLOYEE: (
            queries.find_employee_by_nip,
            T("NIP ini tidak ada di daftar pegawai. Periksa angkanya."),
        ),
        Shape.UNIT: (queries.find_unit_by_code, T("Unit dengan kode ini tidak dikenal.")),
        Shape.JABATAN: (queries.find_jabatan_by_code, T("Jabatan dengan kode ini tidak dikenal.")),
    }
)


def place_values(place: PlaceCard) -> dict[str, str | list[str]]:
    """Return what the form of a place starts with."""
    latitude, longitude = place.point or ("", "")
    known = place.conditions
    return {
        "latitude": str(latitude),
        "longitude": str(longitude),
        "travel_hours": "" if known.travel_hours is None else f"{known.travel_hours:g}".replace(".", ","),
        "terrain": known.terrain.value if known.terrain else "",
        **{test.value: lack.value for test, lack in known.tests.items()},
    }


def read_point(form: Form) -> Point | None:
    """Read latitude and longitude; one without the other is an error."""
    latitude = form.optional_number("latitude", T("Lintang"), least=-90, most=90)
    longitude = form.optional_number("longitude", T("Bujur"), least=-180, most=180)
    if latitude is not None and longitude is not None:
        return latitude, longitude
    for name, label, found in (("latitude", T("Lintang"), latitude), ("longitude", T("Bujur"), longitude)):
        if found is None and (latitude, longitude) != (None, None) and not form.error(name):
            form.fail(name, T("{label}: belum diisi.", label=label))
    return None


def read_conditions(form: Form) -> Conditions:
    """Read what is known of serving at a place; an empty choice means not known."""
    tests = {test: form.choice(test.value, label, list(Lack), required=False) for test, label in TEST_LABELS.items()}
    terrain = form.choice("terrain", T("Medan"), list(Terrain), required=False)
    return Conditions(
        {test: Lack(found) for test, found in tests.items() if found},
        form.optional_number("travel_hours", T("Lama perjalanan"), least=0, most=240),
        Terrain(terrain) if terrain else None,
    )
