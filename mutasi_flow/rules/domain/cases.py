"""Test cases of a rule: the shipped examples and the office's own, asked before a version is published."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import (
    EDUCATION_LEVELS,
    JABATAN_KIND_LABELS,
    LEGAL_POSITIONS,
    PREDICATE_LABELS,
    PROCEEDING_LABELS,
    STATUS_LABELS,
    EmploymentStatus,
    JabatanKind,
    Predicate,
    ProceedingKind,
    education_label,
)
from mutasi_flow.rules.domain.asking import judge
from mutasi_flow.rules.domain.examples import EXAMPLES, ORDINARY
from mutasi_flow.rules.domain.facts import Facts, Running, Seat
from mutasi_flow.rules.domain.rulebook import Version
from mutasi_flow.rules.domain.verdicts import Verdict
from mutasi_flow.rules.domain.words import ACT_LABELS, Act, Outcome
from mutasi_flow.workload.domain import PostLoad

LARGEST_NUMBER = 10_000
Change = Callable[[Facts, Any], Facts]
_NOWHERE = Seat(2, 10)


class FieldKind(StrEnum):
    """How a field of a test case is written."""

    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class CaseField:
    """A fact that a test case may set; ``choices`` are the words by value."""

    name: str
    label: Text
    kind: FieldKind
    change: Change
    choices: Mapping[str, Text] | None = None

    def parse(self, written: str) -> Any:
        """Return the value of what was written.

        Raises:
            ValueError: it is none of this kind.
        """
        if self.kind is FieldKind.DAY:
            return date.fromisoformat(written)
        if self.kind is FieldKind.NUMBER:
            number = int(written)
            if not 0 <= number <= LARGEST_NUMBER:
                raise ValueError(written)
            return number
        if self.choices is None or written not in self.choices:
            raise ValueError(written)
        return written


def _fact(name: str) -> Change:
    def change(facts: Facts, value: Any) -> Facts:
        changes: dict[str, Any] = {name: value}
        return replace(facts, **changes)

    return change


def _text_fact(name: str) -> Change:
    as_it_is = _fact(name)
    return lambda facts, value: as_it_is(facts, value or "")


def _stage(name: str) -> Change:
    def change(facts: Facts, value: Any) -> Facts:
        changes: dict[str, Any] = {name: value}
        return replace(facts, stage=replace(facts.stage, **changes))

    return change


def _proceeding(facts: Facts, value: Any) -> Facts:
    running = () if value is None else (Running(ProceedingKind(value), None, None),)
    return replace(facts, proceedings=running)


def _kind_of(value: Any) -> JabatanKind | None:
    return None if value is None else JabatanKind(value)


def _origin(name: str, read: Callable[[Any], Any]) -> Change:
    def change(facts: Facts, value: Any) -> Facts:
        changes: dict[str, Any] = {name: read(value)}
        return replace(facts, origin=replace(facts.origin or _NOWHERE, **changes))

    return change


def _destination(name: str, read: Callable[[Any], Any] = lambda value: value) -> Change:
    def change(facts: Facts, value: Any) -> Facts:
        changes: dict[str, Any] = {name: read(value)}
        return replace(facts, destination=replace(facts.destination or _NOWHERE, **changes))

    return change


def _load(name: str) -> Change:
    def change(facts: Facts, value: Any) -> Facts:
        seat = facts.destination or _NOWHERE
        changes: dict[str, Any] = {name: value if name == "need" else value or 0}
        load = replace(seat.load or PostLoad(0), **changes)
        return replace(facts, destination=replace(seat, load=load))

    return change


def _predicate(back: int) -> Change:
    def change(facts: Facts, value: Any) -> Facts:
        year = facts.today.year - back
        others = {known: predicate for known, predicate in facts.performance.items() if known != year}
        return replace(facts, performance=others if value is None else {**others, year: Predicate(value)})

    return change


_KINDS = {kind.value: label for kind, label in JABATAN_KIND_LABELS.items()}
_PREDICATES = {one.value: label for one, label in PREDICATE_LABELS.items()}
_DAY, _NUMBER, _CHOICE = FieldKind.DAY, FieldKind.NUMBER, FieldKind.CHOICE

FIELDS: tuple[CaseField, ...] = (
    CaseField("today", T("Hari pemeriksaan"), _DAY, lambda facts, value: replace(facts, today=value or facts.today)),
    CaseField(
        "act",
        T("Langkah"),
        _CHOICE,
        lambda facts, value: replace(facts, stage=replace(facts.stage, act=Act(value or Act.SUBMIT))),
        {act.value: label for act, label in ACT_LABELS.items()},
    ),
    CaseField(
        "status",
        T("Status pegawai"),
        _CHOICE,
        lambda facts, value: replace(facts, status=EmploymentStatus(value or EmploymentStatus.PNS)),
        {one.value: label for one, label in STATUS_LABELS.items()},
    ),
    CaseField(
        "legal_position",
        T("Kedudukan hukum"),
        _CHOICE,
        _text_fact("legal_position"),
        {code: position.label for code, position in LEGAL_POSITIONS.items()},
    ),
    CaseField("post_on", T("Mulai jabatan sekarang"), _DAY, _fact("post_on")),
    CaseField("retires_on", T("Mulai pensiun"), _DAY, _fact("retires_on")),
    CaseField(
        "education_level",
        T("Jenjang pendidikan"),
        _CHOICE,
        _text_fact("education_level"),
        {code: Text(education_label(code)) for code in EDUCATION_LEVELS},
    ),
    CaseField(
        "proceeding",
        T("Proses disiplin atau peradilan"),
        _CHOICE,
        _proceeding,
        {one.value: label for one, label in PROCEEDING_LABELS.items()},
    ),
    CaseField("predicate_last", T("Penilaian kinerja tahun lalu"), _CHOICE, _predicate(1), _PREDICATES),
    CaseField("predicate_before", T("Penilaian kinerja dua tahun lalu"), _CHOICE, _predicate(2), _PREDICATES),
    CaseField("origin_kind", T("Jenis jabatan asal"), _CHOICE, _origin("kind", _kind_of), _KINDS),
    CaseField("destination_kind", T("Jenis jabatan tujuan"), _CHOICE, _destination("kind", _kind_of), _KINDS),
    CaseField("staff", T("Pegawai di tujuan"), _NUMBER, _load("staff")),
    CaseField("need", T("Kebutuhan di tujuan"), _NUMBER, _load("need")),
    CaseField("others", T("Pejabat lain di tujuan"), _NUMBER, _destination("others", lambda value: value or 0)),
    CaseField("closes_on", T("Hari terakhir unit tujuan"), _DAY, _destination("closes_on")),
    CaseField("submitted_on", T("Tanggal pengajuan"), _DAY, _stage("submitted_on")),
    CaseField("effective_on", T("Mulai bertugas"), _DAY, _stage("effective_on")),
    CaseField("completeness", T("Data pegawai terisi (persen)"), _NUMBER, _fact("completeness")),
)
FIELD_OF: dict[str, CaseField] = {one.name: one for one in FIELDS}


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the office: what differs from the ordinary one (None = not on record), and what must come out."""

    name: str
    changes: Mapping[str, str | None]
    expected: Outcome
    id: int | None = None

    def facts(self) -> Facts:
        """Return the ordinary case with the changes.

        Raises:
            ValueError: a value is none of its field.
        """
        facts = ORDINARY
        for one in FIELDS:  # in their order: the day goes first, years are counted from it
            if one.name in self.changes:
                written = self.changes[one.name]
                facts = one.change(facts, None if written is None else one.parse(written))
        return facts


@dataclass(frozen=True, slots=True)
class Tried:
    """A case after it was asked."""

    name: Text
    expected: Outcome
    verdict: Verdict

    @property
    def is_right(self) -> bool:
        """Whether it came out as expected."""
        return self.verdict.outcome is self.expected


def try_cases(version: Version, own: Iterable[Case] = ()) -> Sequence[Tried]:
    """Ask the three examples, made for the figures of this version, and the office's cases."""
    examples = EXAMPLES[version.rule.code](version.limits)
    shipped = (
        (T("Contoh terpenuhi"), Outcome.PASS, examples.passing),
        (T("Contoh belum terpenuhi"), Outcome.FAIL, examples.failing),
        (T("Contoh belum dapat dinilai"), Outcome.UNKNOWN, examples.unknown),
    )
    asked = (*shipped, *((Text(one.name), one.expected, one.facts()) for one in own))
    return [Tried(name, expected, judge(version, facts)) for name, expected, facts in asked]
