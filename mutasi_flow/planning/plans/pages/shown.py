"""What the pages of plans share: words and colours."""

from typing import Any

from mutasi_flow.planning.plans.domain import (
    BASIS_LABELS,
    PLAN_LABELS,
    SCENARIO_LABELS,
    STAGE_LABELS,
    PlanState,
    ScenarioState,
    Stage,
    describe_progress,
)

RENEWS_SECONDS = 5
"""How often a page that was asked to renews itself while a worker is busy."""
WORDS: dict[str, Any] = {
    "basis_words": BASIS_LABELS,
    "plan_words": PLAN_LABELS,
    "scenario_words": SCENARIO_LABELS,
    "stage_words": STAGE_LABELS,
    "stages": list(Stage),
    "progress_words": describe_progress,
    "plan_colours": {PlanState.TAKING: "blue", PlanState.READY: "green", PlanState.FAULTY: "orange"},
    "scenario_colours": {
        ScenarioState.DRAFT: "grey",
        ScenarioState.WAITING: "yellow",
        ScenarioState.SOLVING: "blue",
        ScenarioState.DONE: "green",
        ScenarioState.FAILED: "red",
        ScenarioState.STOPPED: "grey",
    },
}
