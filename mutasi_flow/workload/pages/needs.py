"""Who needs people most: agencies, units and posts ranked by need against staff, and the tasks behind a post."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from flask import Blueprint, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.sheets.columns import CellKind, Column
from mutasi_flow.core.sheets.write import XLSX, as_report
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import Answer, attach, current_actor, current_clock, current_session, requires
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.workload.domain import PostLoad, effort, grade_of, is_overloaded, need, percent, rounded
from mutasi_flow.workload.domain.load import sum_up
from mutasi_flow.workload.domain.ranking import Ranked, Ranking, explain_numbers, rank
from mutasi_flow.workload.domain.surges import MonthlyWork, find_surges, months_of
from mutasi_flow.workload.queries import (
    PeriodCard,
    TaskRow,
    find_period_in_force,
    get_period,
    list_periods,
    list_tasks,
    load_posts,
)
from mutasi_flow.workload.queries.ranked import Depth, list_ranked
from mutasi_flow.workload.service import may_manage

pages = Blueprint("needs", __name__)

SHOWN, TOP = 50, 10
DEPTH_LABELS: dict[Depth, Text] = {
    Depth.AGENCY: T("Perangkat daerah"),
    Depth.UNIT: T("Unit"),
    Depth.POST: T("Jabatan"),
}
RANKING_LABELS: dict[Ranking, Text] = {Ranking.GAP: T("Kurang orang"), Ranking.LOAD: T("Beban tiap pegawai")}
_SHEET = (
    Column("unit_code", "KODE UNIT", T("Kode unit.")),
    Column("unit", "UNIT", T("Nama unit.")),
    Column("code", "KODE JABATAN", T("Kode jabatan.")),
    Column("name", "JABATAN", T("Nama jabatan.")),
    Column("need", "KEBUTUHAN", T("Orang, tidak dibulatkan; kosong berarti belum dihitung."), kind=CellKind.NUMBER),
    Column("staff", "PEGAWAI", T("Pegawai yang bertugas."), kind=CellKind.INTEGER),
    Column("missing", "KURANG", T("Kebutuhan dikurangi pegawai."), kind=CellKind.NUMBER),
    Column("effort", "EJ", T("Beban tiap pegawai; kosong bila tidak ada pegawai."), kind=CellKind.NUMBER),
    Column("grade", "KELAS", T("A sampai E menurut Permendagri 12/2008.")),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    depth: Depth
    ranking: Ranking
    paths: tuple[str, ...]


def _asked() -> _Asked:
    paths = current_actor().paths(Permission.BALANCE_READ)
    usual = Depth.AGENCY if "" in paths else Depth.UNIT
    depth = request.args.get("tingkat", usual.value)
    ranking = request.args.get("urut", Ranking.GAP.value)
    if depth not in set(Depth) or ranking not in set(Ranking):
        raise NotFound
    return _Asked(Depth(depth), Ranking(ranking), paths)


@pages.get("/kebutuhan")
@requires(Permission.BALANCE_READ)
def index() -> Answer:
    """Rank what one may read, say why headcount misleads, and name the posts whose figures to look at."""
    session, asked, today = current_session(), _asked(), current_clock().today()
    rows = rank(list_ranked(session, asked.paths, asked.depth, today), asked.ranking)
    posts = rows if asked.depth is Depth.POST else list_ranked(session, asked.paths, Depth.POST, today)
    agencies = rows if asked.depth is not Depth.POST else []
    return render_template(
        "workload/needs.html",
        asked=asked,
        depths=DEPTH_LABELS,
        rankings=RANKING_LABELS,
        rows=rows[:SHOWN],
        total=len(rows),
        whole=sum_up(PostLoad(one.load.staff, one.load.need) for one in posts),
        unknown=sum(one.need is None for one in posts),
        short=[one.missing for one in posts if one.missing is not None and one.missing > 0],
        explanation=explain_numbers(agencies),
        top=list(islice((one for one in rank(posts, Ranking.LOAD) if one.effort is not None), TOP)),
        period=find_period_in_force(session),
        may_manage=may_manage(current_actor()),
        may_import=_may_import(),
    )


def _may_import() -> bool:
    actor = current_actor()
    return actor.may(Permission.IMPORT, "") or actor.may(Permission.PLAN, "")


@pages.get("/kebutuhan/daftar.xlsx")
@requires(Permission.BALANCE_READ)
def sheet() -> Answer:
    """Give all posts one may read, the most persons missing first."""
    asked = _asked()
    rows = rank(list_ranked(current_session(), asked.paths, Depth.POST, current_clock().today()), asked.ranking)
    return attach(as_report(_SHEET, map(_cells, rows)), XLSX, "kebutuhan.xlsx")


def _cells(row: Ranked) -> Sequence[str | int | float | None]:
    given = (row.unit_code, row.unit_name, row.code, row.name, row.need, row.staff, row.missing)
    return (*given, row.effort, row.grade.value if row.grade else None)


@pages.get("/kebutuhan/<code>/<jabatan>")
@requires(Permission.BALANCE_READ)
def post(code: str, jabatan: str) -> Answer:
    """Show the tasks that make the need of one post, in the period that holds or another one."""
    session, actor = current_session(), current_actor()
    unit, job = people.find_unit_by_code(session, code), people.find_jabatan_by_code(session, jabatan)
    if unit is None or job is None or not actor.may(Permission.BALANCE_READ, unit.path):
        raise NotFound(T("Jabatan ini tidak ditemukan."))
    load = load_posts(session, [unit.id]).get((unit.id, job.id), PostLoad(0))
    period = _chosen_period()
    tasks = list_tasks(session, period.id, unit.id, job.id) if period else []
    return render_template(
        "workload/post.html",
        unit=unit,
        job=job,
        load=load,
        period=period,
        periods=list_periods(session),
        tasks=tasks,
        found=_figures(period, tasks, load, is_structural=job.kind is JabatanKind.STRUCTURAL) if period else None,
        may_import=_may_import(),
        may_ask=job.kind is not JabatanKind.STRUCTURAL and actor.may(Permission.TRANSFERS_PROPOSE, unit.path),
        percent=percent,
    )


def _chosen_period() -> PeriodCard | None:
    chosen = request.args.get("periode", 0, int)
    session = current_session()
    if chosen:
        return get_period(session, chosen)
    return find_period_in_force(session) or next(iter(list_periods(session)), None)


def _figures(
    period: PeriodCard, tasks: Sequence[TaskRow], load: PostLoad, *, is_structural: bool
) -> dict[str, object] | None:
    """Return what the tasks come to; None when there are none, which is not a need of zero."""
    if not tasks:
        return None
    persons = need([(one.volume, one.minutes) for one in tasks], period.effective_minutes)
    ratio = effort(persons, load.staff)
    minutes = months_of([MonthlyWork(one.minutes, one.volume, one.months) for one in tasks])
    capacity = load.staff * period.effective_minutes / 12
    return {
        "need": persons,
        "rounded": rounded(persons, period.rounding, is_structural=is_structural),
        "effort": ratio,
        "grade": grade_of(ratio),
        "is_overloaded": is_overloaded(persons, load.staff),
        "months": [None if one is None or not capacity else one / capacity for one in minutes],
        "surges": find_surges(minutes, load.staff, period.effective_minutes),
        "total": sum(one.load for one in tasks),
        "tasks_address": url_for("imports.choose", kind="tasks"),
    }
