"""What the road offers to the common counters: task kinds, sweeps, an importer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Recall
from mutasi_flow.inbox.domain import TaskKind
from mutasi_flow.transfers.domain import Ruling, Stance
from mutasi_flow.transfers.objections import CARRY_OUT, RULE, complete_objection_task
from mutasi_flow.transfers.queries import get_card
from mutasi_flow.transfers.routes import DECIDE, DECREE, FIX, LEAVE, OPINION_KINDS, OUTER, PERTEK, RECORDED, VERIFY
from mutasi_flow.transfers.service import (
    complete_task,
)
from mutasi_flow.transfers.service.answers import ACTION_OF_OUTCOME
from mutasi_flow.transfers.service.imports import TRANSFERS
from mutasi_flow.transfers.service.numbers import NUMBERS
from mutasi_flow.transfers.service.pertek_import import PERTEK_ROWS
from mutasi_flow.transfers.status import TASK_LABELS

HOUR_SECONDS = 3600
SCAN_SECONDS = 15
HAND_ON_SECONDS = 300

RECORDED_AT = {PERTEK: "pertek.by_task", OUTER: "crossing.by_task", LEAVE: "crossing.by_task"}
"""Pages of recorded tasks that have one of their own."""
WAYS_OF_READING: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("papers.read", "checking.framed", "paper_acts.read", "decree.download", "papers_api.read"), "document"
        ),
        "transfers_api.download": "document",
        **dict.fromkeys(("home.show", "inbox.tasks", "tracking.index", "queue.verification"), "list"),
        **dict.fromkeys(("queue.decisions", "readers.index"), "list"),
        "queue.download": "export",
        "dossier.send": "dossier",
    }
)
"""How endpoints show a confidential file, where that is neither an ordinary page nor the API."""


def refuse_kept_transfer(session: Session, actor: Actor, named: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Give no answer again about a transfer that the visitor may not read any more.

    Raises:
        NotFound: there is none for this person.
    """
    number = named.get("number") or answer.get("number")
    if isinstance(number, str):
        get_card(session, number, actor)


RECALLS: tuple[Recall, ...] = (refuse_kept_transfer,)
_STANCES = tuple(stance.value for stance in Stance if stance is not Stance.SILENT)

TASK_KINDS: tuple[TaskKind, ...] = (
    *(TaskKind(kind, TASK_LABELS[kind], "opinions.show", _STANCES, complete_task) for kind in OPINION_KINDS.values()),
    *(
        TaskKind(kind, TASK_LABELS[kind], "review.by_task", tuple(ACTION_OF_OUTCOME[kind]), complete_task)
        for kind in (VERIFY, DECIDE, DECREE)
    ),
    *(
        TaskKind(kind, TASK_LABELS[kind], RECORDED_AT.get(kind, "records.show"), outcomes, complete_task)
        for kind, outcomes in RECORDED.items()
    ),
    TaskKind(FIX, TASK_LABELS[FIX], "filing.by_task", tuple(ACTION_OF_OUTCOME[FIX]), complete_task),
    TaskKind(RULE, T("Putuskan keberatan"), "objections.by_task", tuple(Ruling), complete_objection_task),
    TaskKind(CARRY_OUT, T("Laksanakan putusan keberatan"), "objections.by_task", ("done",), complete_objection_task),
)
IMPORTERS: tuple[Importer, ...] = (TRANSFERS, PERTEK_ROWS, NUMBERS)
