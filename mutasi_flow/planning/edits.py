"""The edits of a scenario, in words of their own: what may be asked, apart from how a snapshot answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CloseUnit:
    """All posts of a unit leave the table, so that nobody comes any more, and for everybody in it a move is due."""

    unit: str


@dataclass(frozen=True, slots=True)
class ChangePost:
    """Other figures for one post; None leaves a figure as it is."""

    unit: str
    jabatan: str
    need: float | None = None
    minimum: int | None = None
    formation: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """Another figure of a rule, for example more years in post (P02); 0 switches it off."""

    rule: str
    value: float


@dataclass(frozen=True, slots=True)
class Hire:
    """New people in a post: they count as staff and do not move."""

    unit: str
    jabatan: str
    count: int


@dataclass(frozen=True, slots=True)
class BySubject:
    """Teachers stand in posts of their subject, whose need are the lessons over a full load."""

    full_load: float


Edit = CloseUnit | ChangePost | ChangeRule | Hire | BySubject
MOST_HIRES = 500
FIGURES = ("need", "minimum", "formation")


def as_text(edit: Edit) -> str:
    """Return an edit as commands write it: ``close-unit=UNIT``, ``need=UNIT/JABATAN:3.5``, ``rule=P02:3``."""
    if isinstance(edit, CloseUnit):
        return f"close-unit={edit.unit}"
    if isinstance(edit, ChangeRule):
        return f"rule={edit.rule}:{edit.value:g}"
    if isinstance(edit, BySubject):
        return f"by-subject={edit.full_load:g}"
    post = f"{edit.unit}/{edit.jabatan}"
    if isinstance(edit, Hire):
        return f"hire={post}:{edit.count}"
    given = {name: getattr(edit, name) for name in FIGURES}
    return " ".join(f"{name}={post}:{value:g}" for name, value in given.items() if value is not None)
