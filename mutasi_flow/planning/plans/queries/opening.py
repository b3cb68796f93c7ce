"""What jabatan require, as tables of a plan: which of them others may come to, and who keeps the own one.

A jabatan is open to others once the office has written down its least education and its fields of study; what its
grade tells besides, such as the usual span of ranks, counts too. Nobody leaves or enters a managerial post this way,
and nobody goes from a functional jabatan to a general one: that would end a career, not even out a load.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import RANKS, EmploymentStatus, JabatanKind, subject_key
from mutasi_flow.people.model import Credential, Jabatan
from mutasi_flow.planning.matching.domain import AskKind, Fit, PostAsks, study_fit
from mutasi_flow.planning.matching.queries import load_asked, load_levels
from mutasi_flow.planning.plans.domain import CHANGES_JABATAN, may_become
from mutasi_flow.planning.plans.model import Plan
from mutasi_flow.planning.plans.queries.staff import EMPLOYEES, About
from mutasi_flow.planning.reading.columns import COMPETENCE_PREFIX, MOST_COMPETENCES

MORE = ("sertifikat", "tetap_jabatan")
"""Columns of employees beyond the usual ones."""
COMPETENCES = ("nip", "kode", "level")
SAME_JABATAN = T("Rencana ini hanya memindahkan antarunit, dengan jabatan yang sama.")
_OPENING = frozenset({AskKind.EDUCATION, AskKind.STUDY})
_FIELD = EMPLOYEES.index("pendidikan_bidang")
_SEPARATORS = re.compile(r"[;|,]+")
Rows = list[tuple[About, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class _Kind:
    code: str
    name: str
    kind: JabatanKind


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known about changing the jabatan: open ones with what they ask, competences by the number of their column."""

    kinds: Mapping[int, _Kind]
    open: Mapping[int, PostAsks]
    subjects: Sequence[str]
    left_out: int
    """How many competences are asked beyond those that a table holds."""
    levels: Mapping[int, Mapping[str, int]]
    certificates: Mapping[int, frozenset[str]]


def load_opening(session: Session, plan: Plan, staff: Sequence[Any], posts: Iterable[str]) -> Opening | None:
    """Return what jabatan with these codes ask on the day of the plan; None for a plan made before it could ask.

    That one keeps everybody's jabatan, and its tables stay as they were.
    """
    if CHANGES_JABATAN not in plan.rules:
        return None
    on, codes = plan.effective_on, frozenset(posts)
    statement = select(Jabatan.id, Jabatan.code, Jabatan.name, Jabatan.kind)
    kinds = {row.id: _Kind(row.code, row.name, row.kind) for row in session.execute(statement)}
    asked = load_asked(session, on)
    found = {
        key: asked.of(key, "")
        for key, known in sorted(kinds.items())
        if known.code in codes
        and known.kind is not JabatanKind.STRUCTURAL
        and {one.ask.kind for one in asked.recorded.get(key, ())} >= _OPENING
    }
    counted = Counter(subject for asks in found.values() for subject, _level in asks.competences)
    subjects = sorted(counted, key=lambda name: (-counted[name], name))
    kept = subjects[:MOST_COMPETENCES]
    ids = frozenset(row.id for row in staff)
    levels = {key: known for key, known in load_levels(session, kept, on).items() if key in ids}
    return Opening(kinds, found, kept, len(subjects) - len(kept), levels, _certificates(session, on))


def _certificates(session: Session, on: date) -> dict[int, frozenset[str]]:
    statement = select(Credential.employee_id, Credential.subject).where(
        or_(Credential.to_on.is_(None), Credential.to_on >= on)
    )
    found: dict[int, set[str]] = {}
    for employee_id, subject in session.execute(statement):
        found.setdefault(employee_id, set()).add(_plain(subject_key(subject)))
    return {key: frozenset(names) for key, names in found.items()}


def _plain(name: str) -> str:
    """Return a name without the signs that part the names of a list."""
    return " ".join(_SEPARATORS.sub(" ", name).split())


def with_more(opening: Opening, staff: Sequence[Any], rows: Iterable[tuple[About, tuple[str, ...]]]) -> Rows:
    """Return the rows of employees with their certificates and whether they keep the jabatan."""
    found: Rows = []
    for row, (about, cells) in zip(staff, rows, strict=True):
        study = _plain(cells[_FIELD])
        certificates = ";".join(sorted(opening.certificates.get(row.id, ())))
        more = (certificates, "1" if keeps_jabatan(opening, row) else "0")
        found.append((about, (*cells[:_FIELD], study, *cells[_FIELD + 1 :], *more)))
    return found


def keeps_jabatan(opening: Opening, row: Any) -> bool:
    """Whether somebody is sent to no other jabatan: holds a managerial one, or cannot be compared with what others ask."""
    return opening.kinds[row.jabatan_id].kind is JabatanKind.STRUCTURAL or _is_unclear(row)


def _is_unclear(row: Any) -> bool:
    has_rank = row.status is not EmploymentStatus.PNS or row.rank in RANKS
    return not (row.education_level.isdecimal() and row.education_name.strip() and has_rank)


def requirement_rows(opening: Opening, staff: Sequence[Any]) -> tuple[tuple[str, ...], Rows]:
    """Return header and rows of what open jabatan ask of newcomers."""
    numbers = [f"{COMPETENCE_PREFIX}{place}" for place in range(1, len(opening.subjects) + 1)]
    header = ("jabatan_kode", "asal", "pendidikan_min", "bidang", "sertifikat", "gol_min", "gol_maks", *numbers)
    held = sorted({row.jabatan_id for row in staff})
    studies = sorted({row.education_name for row in staff if row.education_name.strip()})
    rows: Rows = []
    linear: dict[tuple[tuple[str, ...], str], set[str]] = {}
    for key, asks in opening.open.items():
        known = opening.kinds[key]
        origins = {known.code} | {
            opening.kinds[one].code for one in held if may_become(opening.kinds[one].kind, known.kind)
        }
        likes = (asks.studies, asks.field)
        if likes not in linear:
            linear[likes] = {_plain(name).casefold() for name in studies if _is_linear(name, asks)}
        levels = dict(asks.competences)
        cells = (
            known.code,
            ";".join(sorted(origins)),
            _code(asks.education),
            ";".join(sorted(linear[likes] | {_plain(name) for name in asks.studies})),
            ";".join(sorted(map(_plain, asks.certificates))),
            _code(asks.lowest_rank),
            _code(asks.highest_rank),
            *(_code(levels.get(subject)) for subject in opening.subjects),
        )
        rows.append((About("jabatan", known.code, known.name), cells))
    return header, rows


def _is_linear(study: str, asks: PostAsks) -> bool:
    return study_fit(study, asks.studies, asks.field) is Fit.LINEAR


def _code(value: int | None) -> str:
    return "" if value is None else str(value)


def competence_rows(opening: Opening, rows: Sequence[tuple[About, tuple[str, ...]]], staff: Sequence[Any]) -> Rows:
    """Return the assessed levels, by the number of the column in which they are asked."""
    number = {subject: str(place) for place, subject in enumerate(opening.subjects, 1)}
    return [
        (about, (cells[0], number[subject], str(level)))
        for row, (about, cells) in zip(staff, rows, strict=True)
        for subject, level in sorted(opening.levels.get(row.id, {}).items())
    ]


def opening_notes(opening: Opening, plan: Plan, staff: Sequence[Any], posts: int) -> list[Text]:
    """Say to which jabatan people may come, and what is not known."""
    if not plan.rules.get(CHANGES_JABATAN):
        return [SAME_JABATAN]
    if not opening.open:
        text = T(
            "Belum ada jabatan dengan syarat pendidikan dan bidang studi yang tercatat, jadi jabatan tidak berubah."
        )
        return [text]
    count = len(opening.open)
    found = [
        T(
            "{count} jabatan terbuka bagi pegawai dari jabatan lain; {closed} jabatan lain hanya berpindah antarunit.",
            count=count,
            closed=posts - count,
        )
    ]
    if unclear := sum(map(_is_unclear, staff)):
        text = T("{count} pegawai tetap dalam jabatannya: pendidikan atau golongannya belum tercatat.", count=unclear)
        found.append(text)
    if asking := sum(bool(asks.certificates) for asks in opening.open.values()):
        text = T(
            "{count} jabatan mensyaratkan sertifikat; hanya pegawai yang sertifikatnya tercatat dapat pindah ke sana.",
            count=asking,
        )
        found.append(text)
    if opening.subjects and (unknown := sum(row.id not in opening.levels for row in staff)):
        text = T(
            "{count} pegawai belum dinilai kompetensinya; kompetensi yang disyaratkan dianggap belum dimiliki.",
            count=unknown,
        )
        found.append(text)
    if opening.left_out:
        text = T("{count} kompetensi yang paling jarang disyaratkan tidak ikut dihitung.", count=opening.left_out)
        found.append(text)
    return found
