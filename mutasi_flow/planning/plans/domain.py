"""What a plan of the office is made of: how it counts need, its targets, the edits of a scenario. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text, joined
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.planning import edits
from mutasi_flow.planning.edits import MOST_HIRES, BySubject, ChangePost, ChangeRule, CloseUnit
from mutasi_flow.planning.policy import Phi
from mutasi_flow.planning.working import Stage as Pace

MOST_TARGETS = 10
USUAL_PRICE: Mapping[Phi, float] = {Phi.ABS: 1.0}
"""What a move must bring unless a planner says otherwise, in squared persons. Without a price a best plan also moves
people for next to nothing: a third of the staff, where a fifth brings nine tenths of the balance. Measures that are
shares start without one, as no figure fits all of them."""


class Basis(StrEnum):
    """From where the need of posts comes."""

    NEED = "need"
    """A closed period of analysis; what it does not know comes from the imported need."""
    STAFF = "staff"
    """Explicitly without need: every post is to keep its present strength or its least number, whichever is more."""


class PlanState(StrEnum):
    """Whether a plan stands on a sound snapshot."""

    TAKING = "taking"
    """A worker is reading the records."""
    READY = "ready"
    FAULTY = "faulty"
    """The records have faults; nothing is calculated before they are mended."""


class ScenarioState(StrEnum):
    """How far a scenario is."""

    DRAFT = "draft"
    """Its edits changed since it was solved, or it never was."""
    WAITING = "waiting"
    SOLVING = "solving"
    DONE = "done"
    """Solved, and accepted by the check."""
    FAILED = "failed"
    STOPPED = "stopped"


class Stage(StrEnum):
    """What the worker does with a scenario."""

    READING = "reading"
    SOLVING = "solving"
    CURVING = "curving"
    CHECKING = "checking"


BUSY = frozenset({ScenarioState.WAITING, ScenarioState.SOLVING})
BASIS_LABELS: dict[Basis, Text] = {
    Basis.NEED: T("Kebutuhan dari periode ABK yang sudah ditutup"),
    Basis.STAFF: T("Tanpa angka kebutuhan: jumlah pegawai sekarang dan lowongan"),
}
PLAN_LABELS: dict[PlanState, Text] = {
    PlanState.TAKING: T("Data sedang dibaca"),
    PlanState.READY: T("Data siap"),
    PlanState.FAULTY: T("Data perlu diperbaiki"),
}
SCENARIO_LABELS: dict[ScenarioState, Text] = {
    ScenarioState.DRAFT: T("Belum dihitung"),
    ScenarioState.WAITING: T("Menunggu dihitung"),
    ScenarioState.SOLVING: T("Sedang dihitung"),
    ScenarioState.DONE: T("Selesai, terperiksa"),
    ScenarioState.FAILED: T("Tidak berhasil"),
    ScenarioState.STOPPED: T("Dihentikan"),
}
STAGE_LABELS: dict[Stage, Text] = {
    Stage.READING: T("membaca data"),
    Stage.SOLVING: T("mencari rencana terbaik"),
    Stage.CURVING: T("menghitung pilihan jumlah mutasi"),
    Stage.CHECKING: T("memeriksa hasil"),
}


CHANGES_JABATAN = "lintas_jabatan"
"""The rule by which a plan may change the jabatan of people, where the requirements of the other one are on record."""
RULE_LABELS: dict[str, Text] = {
    "P02": T("Paling sedikit tahun dalam jabatan sekarang"),
    "P03": T("Paling sedikit bulan sampai pensiun"),
    "P08": T("Predikat kinerja paling rendah (4 adalah baik)"),
    "P12": T("Jarak terjauh dalam kilometer, 0 berarti tidak dibatasi"),
    "rotasi_tahun": T("Wajib pindah setelah sekian tahun, 0 berarti tidak ada"),
    CHANGES_JABATAN: T("Boleh berpindah jabatan (1 ya, 0 tidak)"),
}
"""Figures that an office chooses; the other planning rules stand in every plan."""
_CHOSEN = {"P12": T("Jarak terjauh dalam kilometer"), "rotasi_tahun": T("Wajib pindah setelah sekian tahun")}
NONE_LABELS: dict[str, Text] = {"P12": T("tidak dibatasi"), "rotasi_tahun": T("tidak ada")}
"""What 0 means where it is no figure."""
MINUTE = 60


def describe_progress(progress: Mapping[str, Any]) -> list[Text]:
    """Say how far a stage is, and about how long it takes still; nothing where that is not known."""
    if not progress:
        return []
    kind, done, total = progress["kind"], progress["done"], progress["total"]
    words = {
        Pace.LIMIT: T("mencari harga mutasi, percobaan ke-{done}", done=done),
        Pace.BLOCKS: T("{done} dari {total} kelompok jabatan", done=done, total=total),
        Pace.AIMS: T("satu kelompok besar, tingkat {done} dari {total}", done=done + 1, total=total),
        Pace.CURVE: T("titik {done} dari {total}", done=done, total=total),
        Pace.EXACT: T("memisahkan keluarga, tingkat {done} dari {total}", done=done + 1, total=total),
    }
    return [words[Pace(kind)], *_describe_left(progress.get("left"))]


def _describe_left(seconds: int | None) -> list[Text]:
    if seconds is None:
        return []
    if seconds < MINUTE:
        return [T("kurang dari semenit lagi")]
    return [T("kira-kira {count} menit lagi", count=round(seconds / MINUTE))]


Edit = edits.Edit
Hire = edits.Hire
_KINDS: Mapping[str, type[Any]] = {
    "close": CloseUnit,
    "post": ChangePost,
    "rule": ChangeRule,
    "hire": Hire,
    "subject": BySubject,
}


def as_json(edit: Edit) -> dict[str, Any]:
    """Return an edit as it is kept."""
    kind = next(name for name, known in _KINDS.items() if isinstance(edit, known))
    return {"kind": kind, **asdict(edit)}


def edit_of(kept: Mapping[str, Any]) -> Edit:
    """Return the edit that was kept."""
    values = dict(kept)
    found: Edit = _KINDS[values.pop("kind")](**values)
    return found


def show_rules(figures: Mapping[str, float]) -> list[tuple[Text, Text | float]]:
    """Return the figures of a plan with their names, in words where a figure would be a code."""
    shown: list[tuple[Text, Text | float]] = []
    for rule, value in figures.items():
        if rule == CHANGES_JABATAN:
            shown.append((T("Boleh berpindah jabatan"), T("ya") if value else T("tidak")))
        elif rule in NONE_LABELS:
            shown.append((_CHOSEN[rule], value or NONE_LABELS[rule]))
        elif rule in RULE_LABELS:
            shown.append((RULE_LABELS[rule], value))
    return shown


def describe(edit: Edit, units: Mapping[str, str], jabatan: Mapping[str, str]) -> Text:
    """Say an edit in words; units and jabatan that have no name there stand with their code."""
    if isinstance(edit, ChangeRule) and edit.rule == CHANGES_JABATAN:
        return T("Jabatan boleh berganti.") if edit.value else T("Jabatan tidak boleh berganti.")
    if isinstance(edit, ChangeRule):
        return T("{rule}: {value}.", rule=RULE_LABELS.get(edit.rule, edit.rule), value=edit.value)
    if isinstance(edit, BySubject):
        return T("Guru menurut mata pelajaran, beban penuh {hours} jam.", hours=edit.full_load)
    unit = units.get(edit.unit, edit.unit)
    if isinstance(edit, CloseUnit):
        return T("Tutup {unit}; semua pegawainya harus pindah.", unit=unit)
    words = {"unit": unit, "jabatan": jabatan.get(edit.jabatan, edit.jabatan)}
    if isinstance(edit, Hire):
        return T("{count} pegawai baru di {unit}, {jabatan}.", count=edit.count, **words)
    figures = joined(
        text
        for text, value in (
            (T("kebutuhan {value}", value=edit.need), edit.need),
            (T("paling sedikit {value}", value=edit.minimum), edit.minimum),
            (T("formasi {value}", value=edit.formation), edit.formation),
        )
        if value is not None
    )
    return T("{jabatan}, {unit}: {figures}.", figures=figures, **words)


def check_hire(hire: Hire) -> None:
    """Refuse a number of new people that is none.

    Raises:
        InvalidInput: fewer than one, or more than a scenario takes.
    """
    if not 1 <= hire.count <= MOST_HIRES:
        raise InvalidInput(T("Jumlah pegawai baru: 1 sampai {most}.", most=MOST_HIRES), field="count")


@dataclass(frozen=True, slots=True)
class Target:
    """A service target that the plan serves: in words, with a figure and its unit where there is one."""

    text: str
    figure: str = ""


def may_become(present: JabatanKind, other: JabatanKind) -> bool:
    """Whether a plan may send somebody from a jabatan of one kind to another of the second kind."""
    if JabatanKind.STRUCTURAL in {present, other}:
        return False
    return present is other or present is JabatanKind.GENERAL


def gini(shares: Sequence[float]) -> float:
    """Return how unequal shares are: 0 all alike, towards 1 one has all; 0 for none."""
    ordered, total = sorted(shares), sum(shares)
    if not total:
        return 0.0
    weighted = sum((2 * place - len(ordered) - 1) * share for place, share in enumerate(ordered, 1))
    return weighted / (len(ordered) * total)
