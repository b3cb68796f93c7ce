"""Use cases of the road. :func:`perform` is the single door through which a state changes."""

from mutasi_flow.transfers.gates import Press
from mutasi_flow.transfers.service.announcing import announce, find_announcer
from mutasi_flow.transfers.service.answers import complete_task, write_weighing
from mutasi_flow.transfers.service.authority import find_obstacle, list_own_steps
from mutasi_flow.transfers.service.bulk import BULK_ACTIONS, Bulk, run_item, start_bulk, undo_item
from mutasi_flow.transfers.service.deadlines import end_postponement, lapse_overdue_voices, list_ended_postponements
from mutasi_flow.transfers.service.destination import consider_wish
from mutasi_flow.transfers.service.drafts import Destination, NewTransfer, create_draft, edit_draft
from mutasi_flow.transfers.service.evidence import NewEvidence, keep_evidence
from mutasi_flow.transfers.service.exemptions import (
    NewExemption,
    get_exemptible,
    grant_exemption,
    list_blocking,
    may_exempt,
)
from mutasi_flow.transfers.service.letters import Offer, Writing, compose_letter, list_offers, write_letter
from mutasi_flow.transfers.service.paper_acts import NewPaperAct, confirm_paper_act, record_paper_act, refuse_paper_act
from mutasi_flow.transfers.service.papers import attach_paper, is_office, judge_paper, may_attach
from mutasi_flow.transfers.service.perform import ACTING_ONLY, Performed, available_steps, is_only_acting, perform
from mutasi_flow.transfers.service.readers import NAMED, Named, add_reader, may_keep_list, remove_reader
from mutasi_flow.transfers.service.recount import declare_recount
from mutasi_flow.transfers.service.stepping import Declared, may_step_aside, step_aside
from mutasi_flow.transfers.service.successors import hand_on_task, list_former_heads_tasks, list_tasks_left_behind
from mutasi_flow.transfers.service.together import ask_companions, list_companions, perform_together
from mutasi_flow.transfers.service.views import drop_view, prefer_view, save_view

__all__ = [
    "ACTING_ONLY",
    "BULK_ACTIONS",
    "NAMED",
    "Bulk",
    "Declared",
    "Destination",
    "Named",
    "NewEvidence",
    "NewExemption",
    "NewPaperAct",
    "NewTransfer",
    "Offer",
    "Performed",
    "Press",
    "Writing",
    "add_reader",
    "announce",
    "ask_companions",
    "attach_paper",
    "available_steps",
    "complete_task",
    "compose_letter",
    "confirm_paper_act",
    "consider_wish",
    "create_draft",
    "declare_recount",
    "drop_view",
    "edit_draft",
    "end_postponement",
    "find_announcer",
    "find_obstacle",
    "get_exemptible",
    "grant_exemption",
    "hand_on_task",
    "is_office",
    "is_only_acting",
    "judge_paper",
    "keep_evidence",
    "lapse_overdue_voices",
    "list_blocking",
    "list_companions",
    "list_ended_postponements",
    "list_former_heads_tasks",
    "list_offers",
    "list_own_steps",
    "list_tasks_left_behind",
    "may_attach",
    "may_exempt",
    "may_keep_list",
    "may_step_aside",
    "perform",
    "perform_together",
    "prefer_view",
    "record_paper_act",
    "refuse_paper_act",
    "remove_reader",
    "run_item",
    "save_view",
    "start_bulk",
    "step_aside",
    "undo_item",
    "write_letter",
    "write_weighing",
]
