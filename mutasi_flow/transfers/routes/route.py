"""A route as a value: which tasks a transfer needs, in which order, by whom, and within how many working days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.routes.kinds import FIX, HeldBy
from mutasi_flow.transfers.workflow import State

FIX_DAYS = 10


class MoveKind(StrEnum):
    """What kind of move a route is for: the legal kinds A to D (BKN 5/2019), and four that go their own way.

    One that comes in from another government ends with a decree of this one. A contract employee (PPPK) changes the unit and keeps the post; a temporary placement ends by itself; a revocation
    restores the former post.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    PPPK = "pppk"
    INCOMING = "incoming"
    TEMPORARY = "temporary"
    REVOCATION = "revocation"


class PostKind(StrEnum):
    """Kind of the post that somebody is to take, as far as routes tell them apart."""

    GENERAL = "general"
    FUNCTIONAL = "functional"
    TEACHER = "teacher"
    HEALTH = "health"
    MANAGERIAL = "managerial"


MOVE_LABELS: dict[MoveKind, Text] = {
    MoveKind.A: T("A: dalam satu pemerintah daerah"),
    MoveKind.B: T("B: antardaerah dalam satu provinsi"),
    MoveKind.C: T("C: antarprovinsi"),
    MoveKind.D: T("D: dengan instansi pusat"),
    MoveKind.PPPK: T("PPPK: pindah unit, jabatan tetap"),
    MoveKind.INCOMING: T("Masuk dari instansi lain"),
    MoveKind.TEMPORARY: T("Penempatan sementara"),
    MoveKind.REVOCATION: T("Pencabutan dan pemulihan"),
}
POST_LABELS: dict[PostKind, Text] = {
    PostKind.GENERAL: T("Pelaksana"),
    PostKind.FUNCTIONAL: T("Jabatan fungsional"),
    PostKind.TEACHER: T("Guru"),
    PostKind.HEALTH: T("Tenaga kesehatan"),
    PostKind.MANAGERIAL: T("Jabatan manajerial"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One task of a stage; ``days`` are working days.

    Of peers ``asked`` are invited, and the stage goes on once ``quorum`` of them have answered. A voice whose days
    have passed counts as silent, unless it ``must_answer``.
    """

    kind: str
    held_by: HeldBy
    days: int
    asked: int = 0
    quorum: int = 0
    must_answer: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """Tasks that run side by side while the transfer is in one state of the road."""

    during: State
    steps: tuple[Step, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its tasks."""
        return tuple(step.kind for step in self.steps)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a route is for; an empty part stands for "any"."""

    moves: frozenset[MoveKind] = frozenset()
    posts: frozenset[PostKind] = frozenset()
    doors: frozenset[Door] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """What the choice of a route asks about a transfer; a post not known is met by routes for any post only."""

    move: MoveKind
    post: PostKind | None
    door: Door


@dataclass(frozen=True, slots=True)
class Route:
    """One version of a route. A transfer remembers its ``key`` and stays on it."""

    code: str
    version: int
    label: Text
    stages: tuple[Stage, ...]
    scope: Scope = Scope()
    is_confidential: bool = False
    """Neither the employee nor peers are asked, and the file exists for its readers only until it is announced."""
    fix_days: int = FIX_DAYS
    attention: tuple[str, ...] = ()
    """What verifier and decider look at on such files: codes of ``ATTENTION``, or words of the office."""
    source: str = ""
    from_on: date = date.min
    to_on: date | None = None
    id: int | None = None
    """Key of a version of the office; shipped ones have none."""
    is_announced_by_inauguration: bool = False
    """Whether a confidential file is announced by the record that the inauguration was held; else by an official."""

    @property
    def key(self) -> str:
        """Code and version, for example ``internal/1``."""
        return f"{self.code}/{self.version}"

    def find_step(self, kind: str) -> Step | None:
        """Return the task of this kind, or None when the route has none."""
        return next((step for stage in self.stages for step in stage.steps if step.kind == kind), None)

    def stage_of(self, kind: str) -> int:
        """Return the index of the stage in which tasks of ``kind`` open; 0 for tasks outside the stages."""
        return next((index for index, stage in enumerate(self.stages) if kind in stage.kinds), 0)

    def days_of(self, kind: str) -> int:
        """Return the working days that a task of this kind may take."""
        step = self.find_step(kind)
        return self.fix_days if step is None or kind == FIX else step.days

    def stages_during(self, state: State, first: int = 0) -> Sequence[tuple[int, Stage]]:
        """Return the stages of a state in their order, from index ``first`` on."""
        return [(index, stage) for index, stage in enumerate(self.stages) if index >= first and stage.during is state]

    def must_answer(self, kind: str) -> bool:
        """Whether the road waits for this voice beyond its days."""
        step = self.find_step(kind)
        return step is not None and step.must_answer
