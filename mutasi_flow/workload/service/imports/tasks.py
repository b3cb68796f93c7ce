"""Import and export of tasks of posts: the flat table, and the ABK workbook with one sheet per post.

A file says all about the posts it names: their tasks in the period become those of the file, so that a task that was
reworded is not counted twice. A closed period takes nothing but what it holds already.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.sheets.columns import Cell
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import JABATAN_KIND_LABELS
from mutasi_flow.people.model import Jabatan, Unit
from mutasi_flow.people.service.imports.post_columns import find_post, refuse_headless
from mutasi_flow.people.service.imports.resolve import (
    KnownJabatan,
    KnownUnits,
    load_jabatan,
    load_units,
    write_new_jabatan,
    write_new_units,
)
from mutasi_flow.workload.model import NeedPeriod, NeedTask
from mutasi_flow.workload.queries import PeriodCard, list_periods
from mutasi_flow.workload.service.imports.task_columns import HEADINGS, MONTH_KEYS, TASK_COLUMNS
from mutasi_flow.workload.service.imports.task_rows import TaskDraft, read_task
from mutasi_flow.workload.service.periods import CLOSED, NewPeriod, lock_open, write_period


class PostKey(NamedTuple):
    """A post of a period by its codes, as the sheet names it; ``period_id`` None = the period to be opened."""

    period_id: int | None
    unit: str
    jabatan: str


@dataclass(frozen=True, slots=True)
class TasksPlan:
    """What a commit writes: the tasks of each post that changes, and what must be made first."""

    posts: Mapping[PostKey, list[TaskDraft]]
    units: KnownUnits
    jabatan: KnownJabatan
    new_period: NewPeriod | None


@dataclass
class _Target:
    """Finds the period that a row means."""

    periods: Sequence[PeriodCard]
    today: date
    new: NewPeriod | None = None
    by_name: Mapping[str, PeriodCard] = field(init=False)

    def __post_init__(self) -> None:
        self.by_name = {one.name.casefold(): one for one in self.periods}

    def usual(self, findings: Findings) -> PeriodCard | None:
        """Return the period of rows that name none: the open one of the latest year, else a new one of this year."""
        found = next((one for one in self.periods if one.is_open), None)
        if found is None:
            name = f"ABK {self.today.year}"
            if name.casefold() in self.by_name:
                findings.error(0, "period", "", T("Tidak ada periode ABK yang terbuka. Buka periode baru dahulu."))
            else:
                self.new = NewPeriod(name, self.today.year)
                findings.warn(0, "period", "", T("Periode {name} akan dibuka.", name=name))
        return found


def check(session: Session, table: Table, today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings = Findings(table)
    refuse_headless(findings)
    units, jabatan = load_units(session), load_jabatan(session)
    target = _Target(list_periods(session), today)
    wanted: dict[PostKey, list[TaskDraft]] = defaultdict(list)
    usual: PeriodCard | None = None
    if any(not record.values.get("period") for record in findings.records):
        usual = target.usual(findings)
    for record in list(findings.sound):
        named = record.values.get("period")
        period = target.by_name.get(named.casefold()) if named else usual
        if named and period is None:
            findings.error(
                record.row, "period", named, T("Periode ini tidak ada. Buka dahulu, atau kosongkan kolomnya.")
            )
            continue
        draft = read_task(findings, record, period)
        post = find_post(findings, record, units, jabatan) if draft else None
        if draft is None or post is None:
            continue
        key = PostKey(period.id if period else None, post[0].code, post[1].code)
        if not findings.is_repeated(record, "name", (*key, draft.name.casefold())):
            wanted[key].append(draft)
    return _compared(session, findings, wanted, TasksPlan({}, units, jabatan, target.new), target.periods)


def _compared(
    session: Session,
    findings: Findings,
    wanted: Mapping[PostKey, list[TaskDraft]],
    plan: TasksPlan,
    periods: Sequence[PeriodCard],
) -> Checked:
    """Sort the posts by whether anything differs from what is stored."""
    closed = {one.id for one in periods if not one.is_open}
    stored = _stored(session, {key.period_id for key in wanted})
    posts: dict[PostKey, list[TaskDraft]] = {}
    counts = {"new": 0, "changed": 0, "same": 0}
    vanished = 0
    for key, drafts in wanted.items():
        present = stored.get(key, {})
        gone = present.keys() - {draft.name for draft in drafts}
        same = sum(present.get(draft.name) == draft.figures for draft in drafts)
        new = sum(draft.name not in present for draft in drafts)
        if same == len(drafts) and not gone:
            counts["same"] += same
            continue
        if key.period_id in closed:
            findings.error(drafts[0].row, "period", "", CLOSED)
            continue
        posts[key] = drafts
        vanished += len(gone)
        counts["same"] += same
        counts["new"] += new
        counts["changed"] += len(drafts) - same - new or (1 if gone and not new else 0)
    if vanished:
        findings.warn(
            0, "name", "", T("{count} uraian tugas lama pada jabatan di berkas ini akan dihapus.", count=vanished)
        )
    plan = TasksPlan(posts, plan.units, plan.jabatan, plan.new_period)
    return Checked(rows=len(findings.records), problems=tuple(findings.problems), payload=plan, **counts)


def _stored(session: Session, period_ids: Iterable[int | None]) -> dict[PostKey, dict[str, Any]]:
    found: dict[PostKey, dict[str, Any]] = defaultdict(dict)
    rows = session.execute(
        select(
            NeedTask.period_id,
            Unit.code,
            Jabatan.code,
            NeedTask.name,
            NeedTask.output,
            NeedTask.volume,
            NeedTask.minutes,
            NeedTask.months,
            NeedTask.note,
        )
        .join(Unit, Unit.id == NeedTask.unit_id)
        .join(Jabatan, Jabatan.id == NeedTask.jabatan_id)
        .where(NeedTask.period_id.in_([one for one in period_ids if one is not None]))
    )
    for period_id, unit, jabatan, name, output, volume, minutes, months, note in rows:
        found[PostKey(period_id, unit, jabatan)][name] = (output, volume, minutes, tuple(months), note)
    return found


def commit(session: Session, checked: Checked, actor: Actor, at: datetime) -> None:
    """Write new units and jabatan, open the period that is missing, then replace the tasks of each post.

    Raises:
        Conflict: the period was closed meanwhile.
    """
    plan: TasksPlan = checked.payload
    units, jabatan = write_new_units(session, plan.units), write_new_jabatan(session, plan.jabatan)
    opened = write_period(session, plan.new_period, actor=actor, at=at) if plan.new_period and plan.posts else None
    rows: list[dict[str, Any]] = []
    for period_id in sorted({key.period_id or opened or 0 for key in plan.posts}):
        lock_open(session, period_id)
    for key, drafts in plan.posts.items():
        post = {
            "period_id": key.period_id or opened,
            "unit_id": units[key.unit],
            "jabatan_id": jabatan[key.jabatan],
        }
        session.execute(delete(NeedTask).filter_by(**post))
        rows += [{**post, **draft.as_row()} for draft in drafts]
    if rows:
        session.execute(insert(NeedTask), rows)


def export_tasks(session: Session) -> Iterator[Sequence[Cell]]:
    """Return the tasks of all periods, the latest year first."""
    columns = (
        NeedPeriod.name.label("period"),
        Unit.code.label("unit_code"),
        Unit.name.label("unit_name"),
        Jabatan.code.label("jabatan_code"),
        Jabatan.name.label("jabatan_name"),
        Jabatan.kind.label("kind"),
        NeedTask.name,
        NeedTask.output,
        NeedTask.volume,
        NeedTask.minutes,
        NeedTask.months,
        NeedTask.note,
    )
    statement = (
        select(*columns)
        .join(NeedPeriod, NeedPeriod.id == NeedTask.period_id)
        .join(Unit, Unit.id == NeedTask.unit_id)
        .join(Jabatan, Jabatan.id == NeedTask.jabatan_id)
        .order_by(NeedPeriod.year.desc(), NeedPeriod.id.desc(), Unit.path, Jabatan.name, NeedTask.id)
    )
    for row in session.execute(statement).mappings():
        months = dict(zip(MONTH_KEYS, row["months"], strict=False))
        values = {**row, **months, "kind_name": str(JABATAN_KIND_LABELS[row["kind"]])}
        yield [values.get(column.key) for column in TASK_COLUMNS]


TASKS = Importer(
    kind="tasks",
    label=T("Uraian tugas (ABK)"),
    hint=T("Analisis beban kerja: tabel rata, atau buku kerja dengan satu lembar tiap jabatan."),
    columns=TASK_COLUMNS,
    check=check,
    commit=commit,
    export=export_tasks,
    permissions=(Permission.IMPORT, Permission.PLAN),
    headings=HEADINGS,
)
