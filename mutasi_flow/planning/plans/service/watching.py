"""How far a scenario is, told to its row, and whether it is still wanted."""

import time
from typing import Any

from sqlalchemy import update

from mutasi_flow.core.db import Database
from mutasi_flow.planning.plans.domain import BUSY, ScenarioState, Stage
from mutasi_flow.planning.plans.model import PlanScenario
from mutasi_flow.planning.working import Progress

PAUSE_S = 2.0
"""Between two looks at the row."""
_TOO_EARLY = 0.02
"""A share of the work from which nothing can be said about the rest."""


class StoppedError(Exception):
    """Somebody stopped it, or asked again."""


class Watch:
    """Hears of stages and progress of one turn of a scenario."""

    def __init__(self, database: Database, scenario_id: int, turn: int) -> None:
        self._database = database
        self._mine = update(PlanScenario).where(
            PlanScenario.id == scenario_id, PlanScenario.turn == turn, PlanScenario.state.in_(BUSY)
        )
        self._stage = Stage.READING
        self._progress: dict[str, Any] = {}
        self._first: tuple[float, float] | None = None
        self._looked_at = 0.0

    def __call__(self, told: object | None) -> None:
        """Write down what is told, a new stage at once, all else every two seconds.

        Raises:
            StoppedError: nobody wants it any more.
        """
        if isinstance(told, Stage):
            self._stage, self._progress, self._first = told, {}, None
            self._look()
        if isinstance(told, Progress):
            known: dict[str, Any] = {key: self._progress[key] for key in ("share", "left") if key in self._progress}
            if told.share:
                known = {"share": told.share, "left": self._seconds_left(told.share)}
            self._progress = {"kind": told.stage.value, "done": told.done, "total": told.total, **known}
        if time.monotonic() - self._looked_at >= PAUSE_S:
            self._look()

    def _seconds_left(self, share: float) -> int | None:
        """Return about how long the rest takes, at the pace so far; what was finished before this try is not in it."""
        now = time.monotonic()
        if self._first is None or share < self._first[1]:
            self._first = (now, share)
        began, before = self._first
        gained = share - before
        return None if gained < _TOO_EARLY else round((now - began) * (1 - share) / gained)

    def _look(self) -> None:
        self._looked_at = time.monotonic()
        values = {"state": ScenarioState.SOLVING, "stage": self._stage, "progress": self._progress}
        with self._database.writing() as session:
            if session.execute(self._mine.values(values).returning(PlanScenario.id)).first() is None:
                raise StoppedError
