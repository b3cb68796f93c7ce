"""Help for a while: its words, the months it is about, and what a post needs in the heaviest of them. Pure."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import add_months
from mutasi_flow.transfers.workflow import OPEN_STATES, State
from mutasi_flow.workload.domain.surges import YEAR

MOST_PERSONS = 20
"""Persons of one request; more than these is a plan."""
LONGEST_REASON = 2_000
USUAL_MONTHS = 3
ONE_DAY = timedelta(days=1)
SHARES: dict[int, Text] = {
    100: T("Seluruh waktu kerja"),
    80: T("Empat hari seminggu (80%)"),
    60: T("Tiga hari seminggu (60%)"),
    40: T("Dua hari seminggu (40%)"),
    20: T("Satu hari seminggu (20%)"),
}
"""Per cent of the working time that may be asked for, of a week of five days."""


class RequestState(StrEnum):
    """Whether somebody still looks for help."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    """Nobody fits, or the help is not given; with its reason."""


STATE_LABELS: dict[RequestState, Text] = {
    RequestState.OPEN: T("Dicari"),
    RequestState.WITHDRAWN: T("Ditarik"),
    RequestState.DECLINED: T("Tidak dapat dipenuhi"),
}


class Stage(StrEnum):
    """How far the help of one person is: read from the transfer, never kept."""

    UNDERWAY = "underway"
    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    GONE = "gone"
    """The transfer came to nothing, so that the place is free again."""


STAGE_LABELS: dict[Stage, Text] = {
    Stage.UNDERWAY: T("Usulan berjalan"),
    Stage.COMING: T("Sudah diputus, belum mulai"),
    Stage.RUNNING: T("Sedang membantu"),
    Stage.OVER: T("Selesai"),
    Stage.GONE: T("Tidak jadi"),
}


def stage_of(state: State, effective_on: date | None, until_on: date | None, today: date) -> Stage:
    """Return how far the help is that a transfer brings."""
    if state in OPEN_STATES:
        return Stage.UNDERWAY
    if state is not State.DECREED:
        return Stage.GONE
    if effective_on is not None and today < effective_on:
        return Stage.COMING
    return Stage.OVER if until_on is not None and until_on < today else Stage.RUNNING


class Side(StrEnum):
    """Whose head says whether it helped."""

    HELPED = "helped"
    LENT = "lent"


SIDE_LABELS: dict[Side, Text] = {Side.HELPED: T("Unit yang dibantu"), Side.LENT: T("Unit asal")}


class Outcome(StrEnum):
    """Whether it helped; of the unit that lent somebody: whether its own work went on."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


OUTCOME_LABELS: dict[Side, dict[Outcome, Text]] = {
    Side.HELPED: {
        Outcome.YES: T("Ya, bebannya terkejar"),
        Outcome.PARTLY: T("Sebagian"),
        Outcome.NO: T("Tidak membantu"),
    },
    Side.LENT: {
        Outcome.YES: T("Ya, pekerjaan unit tetap berjalan"),
        Outcome.PARTLY: T("Sebagian tertunda"),
        Outcome.NO: T("Tidak, unit kewalahan"),
    },
}
QUESTIONS: dict[Side, Text] = {
    Side.HELPED: T("Apakah bantuan ini menolong unit Anda?"),
    Side.LENT: T("Apakah pekerjaan unit Anda tetap berjalan selama pegawai ini membantu?"),
}


def months_between(first: date, last: date) -> frozenset[int]:
    """Return the months of the year that a time touches, January being 0."""
    found: set[int] = set()
    day = first.replace(day=1)
    while day <= last and len(found) < YEAR:
        found.add(day.month - 1)
        day = add_months(day, 1)
    return frozenset(found)


def next_time(surges: Sequence[tuple[int, int]], today: date) -> tuple[date, date]:
    """Return first and last day of the surge that runs or comes next, given as first month and number of months.

    Without any: three months from the next one on.
    """
    times = [
        (max(first, today), add_months(first, months) - ONE_DAY)
        for month, months in surges
        for first in (date(year, month + 1, 1) for year in (today.year - 1, today.year, today.year + 1))
    ]
    coming = [(first, last) for first, last in times if last > today]
    first = add_months(today.replace(day=1), 1)
    return min(coming, default=(first, add_months(first, USUAL_MONTHS) - ONE_DAY))


def peak_need(
    need: float | None, minutes: Sequence[float | None], months: Collection[int], effective_minutes: float
) -> float | None:
    """Return the persons that a post needs in the heaviest of these months.

    A month without volumes of its own counts with the need of the year; None where neither is known.
    """
    counted = [minutes[month] if minutes else None for month in sorted(months)]
    known = [one for one in (_persons(each, need, effective_minutes) for each in counted) if one is not None]
    return max(known, default=need)


def _persons(minutes: float | None, need: float | None, effective_minutes: float) -> float | None:
    return need if minutes is None else minutes * YEAR / effective_minutes
