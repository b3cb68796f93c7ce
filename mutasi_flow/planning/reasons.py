"""Which rule stands between one employee and one post, with the figure and the limit, in words.

Written pair by pair and apart from the arrays of ``edges``, so that a plan is checked by other code than made it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.rules import Eligibility, whole_months
from mutasi_flow.planning.snapshot import Requirements, Snapshot

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Failure:
    """One rule that a move fails."""

    rule: str
    reason: Text


def failures(eligible: Eligibility, person: int, cell: int) -> list[Failure]:
    """Return every rule that forbids ``person`` to move to ``cell``; empty means allowed."""
    found = [
        *person_failures(eligible, person),
        *_jabatan(eligible, person, cell),
        *_destination(eligible, person, cell),
    ]
    return [failure for failure in found if failure.rule == "P00" or eligible.value(failure.rule) > 0]


def person_failures(eligible: Eligibility, person: int) -> Iterator[Failure]:
    """Yield what forbids ``person`` to move anywhere."""
    snapshot, staff = eligible.snapshot, eligible.snapshot.staff
    today = np.datetime64(snapshot.effective_on)
    if not snapshot.is_present[person]:
        yield Failure("P00", T("tidak lagi bertugas pada {day}", day=snapshot.effective_on))
        return
    if not staff.is_active[person]:
        yield Failure("P01", T("kedudukan hukum tidak aktif"))
    served = int(whole_months(staff.held_on[[person]], np.array([today]))[0])
    if served < eligible.value("P02") * MONTHS:
        limit = eligible.value("P02")
        yield Failure(
            "P02",
            T("masa jabatan baru {years} tahun (minimal {limit} tahun)", years=round(served / MONTHS, 1), limit=limit),
        )
    left = int(whole_months(np.array([today]), staff.retires_on[[person]])[0])
    if left < eligible.value("P03"):
        limit = eligible.value("P03")
        yield Failure("P03", T("pensiun dalam {months} bulan (minimal {limit} bulan)", months=left, limit=limit))
    if staff.is_disciplined[person]:
        yield Failure("P07", T("sedang menjalani hukuman disiplin atau proses hukum"))
    if staff.performance[person] < eligible.value("P08"):
        yield Failure(
            "P08",
            T(
                "kinerja {value} (minimal {limit})",
                value=float(staff.performance[person]),
                limit=eligible.value("P08"),
            ),
        )
    if staff.is_absent[person]:
        yield Failure("P10", T("sedang cuti, tugas belajar, atau sakit"))
    if staff.is_locked[person] or snapshot.cells.is_locked[staff.cell[person]]:
        yield Failure("P13", T("dikunci di tempatnya sekarang"))


def _jabatan(eligible: Eligibility, person: int, cell: int) -> Iterator[Failure]:
    snapshot, staff = eligible.snapshot, eligible.snapshot.staff
    kind, needs = int(snapshot.cells.jabatan[cell]), snapshot.requirements
    own = int(staff.jabatan[person])
    is_other = own != kind
    if needs is None or not needs.is_given[kind]:
        if is_other:
            yield Failure("P00", T("jabatan lain, dan syaratnya tidak diketahui"))
        return
    if is_other and not eligible.value("lintas_jabatan"):
        yield Failure("P00", T("jabatan lain, dan rencana ini tidak mengubah jabatan siapa pun"))
        return
    if is_other and staff.is_pppk[person]:
        yield Failure("P14", T("PPPK hanya pindah unit dengan jabatan yang sama"))
    elif is_other and staff.keeps_jabatan[person]:
        yield Failure("P14", T("ditandai tetap dalam jabatannya"))
    origins = needs.origins[kind]
    if origins is None or is_other:
        yield from _asked(eligible, needs, person, kind)
    if origins is not None and is_other and own not in origins:
        yield Failure("P04", T("dari jabatannya sekarang tidak dapat langsung ke jabatan itu"))


def _asked(eligible: Eligibility, needs: Requirements, person: int, kind: int) -> Iterator[Failure]:
    staff = eligible.snapshot.staff
    grade = staff.grade[person]
    if grade < needs.lowest_grade[kind] or grade > needs.highest_grade[kind]:
        yield Failure("P04", T("golongan di luar yang disyaratkan"))
    allowed, field = needs.fields[kind], staff.field[person]
    if staff.education[person] < needs.education[kind]:
        yield Failure("P05", T("tingkat pendidikan di bawah syarat"))
    elif allowed is not None and field and field not in allowed:
        yield Failure("P05", T("bidang pendidikan tidak sesuai syarat"))
    wanted, held = needs.certificates[kind], staff.certificates[person]
    if wanted is not None and held is not None and not wanted <= held:
        yield Failure("P06", T("belum memiliki sertifikat: {names}", names=", ".join(sorted(wanted - held))))


def _destination(eligible: Eligibility, person: int, cell: int) -> Iterator[Failure]:
    snapshot, staff = eligible.snapshot, eligible.snapshot.staff
    if int(staff.cell[person]) == cell:
        yield Failure("P00", T("itu petaknya sekarang"))
    if not snapshot.cells.is_listed[cell]:
        yield Failure("P00", T("petak itu tidak ada di tabel petak"))
    if snapshot.cells.is_locked[cell]:
        yield Failure("P13", T("petak itu dikunci"))
    if snapshot.wishes is not None and staff.is_volunteer[person] and (person, cell) not in eligible.wished:
        yield Failure("P09", T("sukarela, dan petak itu tidak ada dalam pilihannya"))
    if int(snapshot.cells.unit[cell]) in eligible.barred_units.get(person, frozenset()):
        yield Failure("P11", T("keluarganya bertugas di unit itu atau langsung di atas atau di bawahnya"))
    km = float(eligible.distance(np.array([person]), np.array([cell]))[0])
    if not staff.is_volunteer[person] and km > eligible.value("P12"):
        yield Failure("P12", T("jaraknya {km} km (paling jauh {limit} km)", km=round(km), limit=eligible.value("P12")))


def name_of(snapshot: Snapshot, cell: int) -> str:
    """Return a post as people write it in commands: unit/jabatan."""
    return "/".join(snapshot.cell_code(cell))
