"""What may be done with plans: made, read anew, asked otherwise, solved."""

from mutasi_flow.planning.plans.service.editing import with_edits
from mutasi_flow.planning.plans.service.making import (
    ABOUT,
    TAKE,
    NewPlan,
    as_planner,
    create_plan,
    may_plan,
    policy_of,
    record_plan,
    retake,
    take_for_change,
)
from mutasi_flow.planning.plans.service.scenarios import (
    SOLVE,
    NewScenario,
    add_edit,
    add_scenario,
    ask_solving,
    change_policy,
    drop_edit,
    drop_scenario,
    stop_solving,
    take_snapshot,
    try_edit,
)
from mutasi_flow.planning.plans.service.solving import keep_answer, read_question, solve_question
from mutasi_flow.planning.plans.service.taking import check_records, keep_snapshot, read_records

__all__ = [
    "ABOUT",
    "SOLVE",
    "TAKE",
    "NewPlan",
    "NewScenario",
    "add_edit",
    "add_scenario",
    "as_planner",
    "ask_solving",
    "change_policy",
    "check_records",
    "create_plan",
    "drop_edit",
    "drop_scenario",
    "keep_answer",
    "keep_snapshot",
    "may_plan",
    "policy_of",
    "read_question",
    "read_records",
    "record_plan",
    "retake",
    "solve_question",
    "stop_solving",
    "take_for_change",
    "take_snapshot",
    "try_edit",
    "with_edits",
]
