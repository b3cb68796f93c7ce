"""JSON of plans before a team: what programs read, and what they may ask."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import Standing
from mutasi_flow.planning.minutes.queries import LeftOutRow, MinutesRow
from mutasi_flow.transfers.deliberation import NewSitting, OpenSitting

Key = Annotated[int, Field(ge=1)]


class OpenSittingJson(BaseModel):
    """A sitting on whose agenda something may be put, or stands."""

    id: int
    held_on: date
    place: str
    team: str


class AgendaJson(BaseModel):
    """On the agenda of which sitting a plan stands, and the sittings on whose agenda it may be put."""

    standing: OpenSittingJson | None
    open: list[OpenSittingJson]


class LeftOutJson(BaseModel):
    """A move that does not go on by the minutes that hold, or not yet."""

    place: int
    employee_name: str
    reason: str
    deferred: bool


class PlanMinutesJson(BaseModel):
    """Minutes of a plan; ``left_out`` of the newest result only. ``sitting_id`` is null for a sitting held on paper."""

    number: str
    held_on: date
    standing: Standing
    scenario: str
    solution_id: int
    sitting_id: int | None
    left_out: list[LeftOutJson]


class PlanMinutesListJson(BaseModel):
    """The minutes of a plan, the newest first."""

    items: list[PlanMinutesJson]


class CallInput(BaseModel):
    """A sitting to call for a plan."""

    model_config = ConfigDict(extra="forbid")

    team_id: Key
    held_on: date
    place: str


class AgendaInput(BaseModel):
    """``POST …/agenda``: the scenario whose latest result is heard, and either an open sitting or one to call."""

    model_config = ConfigDict(extra="forbid")

    scenario_id: Key
    because: str
    sitting_id: Key | None = None
    call: CallInput | None = None
    everything: bool = False

    def sitting(self) -> int | NewSitting:
        """Return the sitting that is meant.

        Raises:
            InvalidInput: both are given, or none.
        """
        if self.sitting_id is not None and self.call is None:
            return self.sitting_id
        if self.call is None or self.sitting_id is not None:
            raise InvalidInput(T("Pilih satu: sidang yang sudah dipanggil, atau sidang baru."), "sitting_id")
        return NewSitting(self.call.team_id, self.call.held_on, self.call.place)


def agenda_json(standing: OpenSitting | None, sittings: Iterable[OpenSitting]) -> dict[str, Any]:
    """Return where a plan stands, and where it may be put."""
    found = OpenSittingJson(**standing._asdict()) if standing else None
    return AgendaJson(standing=found, open=[OpenSittingJson(**one._asdict()) for one in sittings]).model_dump(
        mode="json"
    )


def minutes_json(rows: Sequence[MinutesRow], left_out: Iterable[LeftOutRow]) -> dict[str, Any]:
    """Return the minutes of a plan with what of the newest result does not go on."""
    told = [
        LeftOutJson(place=one.place, employee_name=one.name, reason=one.reason, deferred=one.is_deferred)
        for one in left_out
    ]
    items = [
        PlanMinutesJson(
            number=row.letter.number,
            held_on=row.held_on,
            standing=row.letter.standing,
            scenario=row.scenario,
            solution_id=row.solution_id,
            sitting_id=row.sitting_id,
            left_out=told if place == 0 else [],
        )
        for place, row in enumerate(rows)
    ]
    return PlanMinutesListJson(items=items).model_dump(mode="json")
