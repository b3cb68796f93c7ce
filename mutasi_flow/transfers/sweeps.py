"""The road by the clock: deadlines, people who left, papers to be scanned."""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from mutasi_flow.core.clock import Clock
from mutasi_flow.core.jobs import Sweep
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers.documents import quarantine
from mutasi_flow.transfers.objections import lapse_unruled, list_unruled
from mutasi_flow.transfers.queries.recounts import list_moves, list_unfinished
from mutasi_flow.transfers.service import (
    end_postponement,
    hand_on_task,
    lapse_overdue_voices,
    list_ended_postponements,
    list_former_heads_tasks,
    list_tasks_left_behind,
)
from mutasi_flow.transfers.service.automatic import list_automatic, take_automatic_step
from mutasi_flow.transfers.service.crossing import apply_departure, list_departures
from mutasi_flow.transfers.service.life import (
    close_orphaned_task,
    end_for_life,
    list_ended_persons,
    list_of_merged_units,
    list_orphaned_tasks,
    repoint,
)
from mutasi_flow.transfers.service.recount import finish_recount, move_deadlines
from mutasi_flow.transfers.service.stays import record_stays
from mutasi_flow.transfers.service.tasks import list_overdue_transfers

HOUR_SECONDS = 3600
SCAN_SECONDS = 15
HAND_ON_SECONDS = 300


def _one_by_one(
    find: Callable[[Session, date], Sequence[int]], act: Callable[[Session, int, Clock], int]
) -> Callable[[Runtime], int]:
    """Look for what is due, then do each in a transaction of its own: one that fails leaves the others done."""

    def run(runtime: Runtime) -> int:
        with runtime.database.reading() as session:
            keys = find(session, runtime.clock.today())
        done = 0
        for key in keys:
            with runtime.database.writing() as session:
                done += act(session, key, runtime.clock)
        return done

    return run


def _list_left_behind(session: Session, today: date) -> Sequence[int]:
    """Return the tasks whose holder has left the post to which they belong."""
    return [*list_former_heads_tasks(session), *list_tasks_left_behind(session, today)]


def _ask_scanner(runtime: Runtime) -> int:
    address, done = runtime.settings.scanner_address, 0
    if not address:
        return 0
    with runtime.database.reading() as session:
        waiting = quarantine.list_quarantined(session)
    for paper_id, key in waiting:
        found = quarantine.ask_scanner(address, runtime.files, key)
        if found is None:
            break
        with runtime.database.writing() as session:
            done += quarantine.release(session, paper_id, found, clock=runtime.clock)
    return done


def _move_deadlines(runtime: Runtime) -> int:
    with runtime.database.reading() as session:
        waiting = list_unfinished(session)
        transfer_ids = sorted(
            {move.transfer_id for move in list_moves(session, runtime.clock.today())} if waiting else ()
        )
    moved = 0
    for act in waiting:
        for transfer_id in transfer_ids:
            with runtime.database.writing() as session:
                moved += move_deadlines(session, act.id, act.calendar, transfer_id, runtime.clock)
        with runtime.database.writing() as session:
            finish_recount(session, act.id, act.calendar, runtime.clock.now())
    return moved


def _record_stays(runtime: Runtime) -> int:
    done = 0
    while True:
        with runtime.database.writing() as session:
            read = record_stays(session, runtime.clock.now())
        done += read
        if not read:
            return done


SWEEPS: tuple[Sweep, ...] = (
    Sweep("record_silences", HOUR_SECONDS, _one_by_one(list_overdue_transfers, lapse_overdue_voices)),
    Sweep("end_postponements", HOUR_SECONDS, _one_by_one(list_ended_postponements, end_postponement)),
    Sweep(
        "hand_on_tasks",
        HAND_ON_SECONDS,
        _one_by_one(_list_left_behind, hand_on_task),
    ),
    Sweep("end_files_of_who_left", HAND_ON_SECONDS, _one_by_one(list_ended_persons, end_for_life)),
    Sweep("close_tasks_of_who_left", HAND_ON_SECONDS, _one_by_one(list_orphaned_tasks, close_orphaned_task)),
    Sweep("follow_merged_units", HAND_ON_SECONDS, _one_by_one(list_of_merged_units, repoint)),
    Sweep("apply_departures", HOUR_SECONDS, _one_by_one(list_departures, apply_departure)),
    Sweep("automatic_steps", HOUR_SECONDS, _one_by_one(list_automatic, take_automatic_step)),
    Sweep("lapse_objections", HOUR_SECONDS, _one_by_one(list_unruled, lapse_unruled)),
    Sweep("record_stays", HAND_ON_SECONDS, _record_stays),
    Sweep("move_deadlines", SCAN_SECONDS, _move_deadlines),
    Sweep("ask_scanner", SCAN_SECONDS, _ask_scanner),
)
