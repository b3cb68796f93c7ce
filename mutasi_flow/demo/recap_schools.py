"""The wide form of a recap: schools with their numbers of teachers and staff."""

from collections.abc import Iterator, Sequence
from random import Random

from mutasi_flow.core.sheets.columns import Record
from mutasi_flow.demo.catalogue import CATALOGUE, SHAPES
from mutasi_flow.demo.layout import Layout, PlacePlan, PostPlan, SeatPlan, UnitPlan, apportion

ROOT = "0"
HEAD = "KEPALA-SEKOLAH"
CLASS_TEACHER_FORMS = frozenset({"SD", "SLB", "TK", "PAUD", "MI"})
TEACHERS_PER_CLASS = {True: 1.25, False: 1.8}
"""Teachers that a class needs, by whether one teacher teaches a class in most subjects."""
UNKNOWN_NEED_SHARE = 0.14
OTHER_STAFF = (("PENGADMINISTRASI", 5.0), ("OPERATOR-LAYANAN", 3.0), ("PENGELOLA-UMUM", 2.0))


def lay_out_schools(records: Sequence[Record], seed: str, name: str) -> Layout:
    """Return schools below their districts below one root; ``name`` is what the file is called."""
    random = Random(f"{seed}/schools")
    districts: dict[str, str] = {}
    units = [UnitPlan(ROOT, f"Dinas Pendidikan (rekap {name})")]
    places: list[PlacePlan] = []
    posts: list[PostPlan] = []
    seats: list[SeatPlan] = []
    codes: set[str] = set()
    for record in records:
        district = record.values.get("district") or ""
        if district and district not in districts:
            districts[district] = f"K{len(districts) + 1:02d}"
            units.append(UnitPlan(districts[district], f"Satuan Pendidikan Kecamatan {district}", ROOT))
        given = str(record.values.get("code") or "")
        code = given if given and given not in codes else f"S{record.row:05d}"
        codes.add(code)
        units.append(UnitPlan(code, record.values["name"], districts.get(district, ROOT), f"T{code}"))
        places.append(_place(record, code, district))
        counted = list(_count(record, code))
        seats += counted
        posts += _needs(random, record, counted)
    return Layout(tuple(places), tuple(units), CATALOGUE, tuple(posts), tuple(seats))


def _place(record: Record, code: str, district: str) -> PlacePlan:
    values = record.values
    return PlacePlan(f"T{code}", values["name"], district, "", values.get("latitude"), values.get("longitude"))


def _has_class_teachers(record: Record) -> bool:
    return str(record.values.get("form") or "SD").upper() in CLASS_TEACHER_FORMS


def _share(women: int | None, total: int) -> float | None:
    return min(1.0, women / total) if women is not None and total else None


def _count(record: Record, code: str) -> Iterator[SeatPlan]:
    """Count out the people of a school: one of the teachers leads it."""
    teachers, others = record.values.get("teachers") or 0, record.values.get("others") or 0
    women = _share(record.values.get("women"), teachers)
    if teachers:
        yield SeatPlan(code, HEAD, 1, women=women, leads=True)
    shape = [row for row in SHAPES["primary" if _has_class_teachers(record) else "junior"] if row[0].startswith("GURU")]
    counts = apportion(max(0, teachers - 1), [share for _, share, _ in shape])
    for (jabatan, _, _), count in zip(shape, counts, strict=True):
        yield SeatPlan(code, jabatan, count, women=women)
    other_women = _share(record.values.get("other_women"), others)
    for (jabatan, _), count in zip(OTHER_STAFF, apportion(others, [share for _, share in OTHER_STAFF]), strict=True):
        yield SeatPlan(code, jabatan, count, women=other_women)


def _needs(random: Random, record: Record, seats: Sequence[SeatPlan]) -> Iterator[PostPlan]:
    """Say what the school needs: by its classes where the recap tells them, else around what it has."""
    classes = record.values.get("classes") or 0
    teachers = sum(seat.count for seat in seats if seat.jabatan.startswith("GURU"))
    wanted = classes * TEACHERS_PER_CLASS[_has_class_teachers(record)]
    is_unknown = random.random() < UNKNOWN_NEED_SHARE
    for seat in seats:
        if seat.leads:
            yield PostPlan(seat.unit, seat.jabatan, 1.0, 1)
            continue
        by_classes = classes and teachers and seat.jabatan.startswith("GURU")
        need = wanted * seat.count / teachers if by_classes else seat.count / random.uniform(0.7, 1.1)
        yield PostPlan(seat.unit, seat.jabatan, None if is_unknown else round(need, 1))
