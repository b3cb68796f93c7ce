"""What a post asks of its holder: recorded rows first, else what the jabatan itself tells; each with its source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import EDUCATION_LEVELS, FUNCTIONAL_LEVELS, RANKS, EmploymentStatus, subject_key
from mutasi_flow.planning.matching.domain.fields import field_of_jabatan, studies_of

MOST_LEVEL, MOST_YEARS = 5, 40


class AskKind(StrEnum):
    """What a requirement is about."""

    EDUCATION = "education"
    """The least level of education."""
    STUDY = "study"
    """A field of study that counts as linear; any of several is enough."""
    CERTIFICATE = "certificate"
    COMPETENCE = "competence"
    EXPERIENCE = "experience"
    """Years in the field of work."""
    FIELD = "field"
    """The field of work; jabatan of one field count as linear to each other."""
    RANK = "rank"
    """The lowest rank."""


ASK_LABELS: dict[AskKind, Text] = {
    AskKind.EDUCATION: T("Pendidikan paling rendah"),
    AskKind.STUDY: T("Bidang studi"),
    AskKind.CERTIFICATE: T("Sertifikat"),
    AskKind.COMPETENCE: T("Kompetensi"),
    AskKind.EXPERIENCE: T("Pengalaman di bidangnya (tahun)"),
    AskKind.FIELD: T("Rumpun jabatan"),
    AskKind.RANK: T("Golongan paling rendah"),
}
SINGLE = frozenset({AskKind.EDUCATION, AskKind.EXPERIENCE, AskKind.FIELD, AskKind.RANK})
"""Of these a jabatan has one at a time."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One requirement: in words, and as a figure (level of competence, years, code of education or rank)."""

    kind: AskKind
    subject: str = ""
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class SourcedAsk:
    """A requirement with the paper behind it; ``is_recorded``: written down by the office, not told by the name."""

    ask: Ask
    source: Text | str
    is_recorded: bool


def read_ask(kind: AskKind, subject: str, amount: int | None) -> Ask:
    """Return what a row or form means: ``S-1``, ``III/a``, a name with its level, or a number of years.

    Raises:
        InvalidInput: something is missing, or no such level or rank exists.
    """
    words = " ".join(subject.split())
    if kind is AskKind.EDUCATION:
        return Ask(kind, "", _code(words, EDUCATION_LEVELS, T("Tulis jenjangnya, misalnya D-III atau S-1.")))
    if kind is AskKind.RANK:
        grades = {code: rank.grade for code, rank in RANKS.items() if rank.status is EmploymentStatus.PNS}
        return Ask(kind, "", _code(words, grades, T("Tulis golongannya, misalnya III/a.")))
    if kind is AskKind.EXPERIENCE:
        return Ask(kind, "", _within(amount, MOST_YEARS))
    if not words:
        raise InvalidInput(T("Isi syaratnya dengan kata."), "subject")
    return Ask(kind, words, _within(amount, MOST_LEVEL) if kind is AskKind.COMPETENCE else None)


def _code(words: str, labels: Mapping[str, str], hint: Text) -> int:
    spelled = {label.casefold().replace("-", "").replace(" ", ""): code for code, label in labels.items()}
    code = words if words in labels else spelled.get(words.casefold().replace("-", "").replace(" ", ""))
    if code is None:
        raise InvalidInput(hint, "subject")
    return int(code)


def _within(amount: int | None, most: int) -> int:
    if amount is None or not 1 <= amount <= most:
        raise InvalidInput(T("Tulis angka {least} sampai {most}.", least=1, most=most), "amount")
    return amount


@dataclass(frozen=True, slots=True)
class PostAsks:
    """All that a post asks, ready to compare with people; what nobody knows is None or empty."""

    education: int | None = None
    """SIASN code of the least level."""
    studies: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    competences: tuple[tuple[str, int], ...] = ()
    """Name as compared, and level."""
    months: int | None = None
    """In the field of work; None = the usual term is compared."""
    field: str = ""
    lowest_rank: int | None = None
    highest_rank: int | None = None


_EXPERT_RANKS = {"PT": (31, 32), "MU": (33, 34), "MA": (41, 43), "UT": (44, 45)}
_SKILL_RANKS = {"PM": (21, 22), "TR": (23, 24), "MH": (31, 32), "PY": (33, 34)}
LEVEL_RANKS: Mapping[str, tuple[int, int]] = {
    **_EXPERT_RANKS,
    **_SKILL_RANKS,
    "II.a": (43, 44),
    "II.b": (42, 43),
    "III.a": (41, 42),
    "III.b": (34, 41),
    "IV.a": (33, 34),
    "IV.b": (32, 33),
}
"""Customary span of ranks of a grade of functional jabatan or an echelon."""
BY_GRADE = T("Bawaan: jenjang jabatan")
BY_NAME = T("Bawaan: nama jabatan")
BY_UNIT = T("Bawaan: bidang unit")


def default_asks(name: str, level: str, unit_field: str = "") -> list[SourcedAsk]:
    """Return what the grade and the name of a jabatan tell, and the field of the unit where the name tells none."""
    found: list[SourcedAsk] = []
    known = FUNCTIONAL_LEVELS.get(level)
    if known is not None:
        found.append(SourcedAsk(Ask(AskKind.EDUCATION, "", int(known.least_education)), BY_GRADE, is_recorded=False))
    if level in LEVEL_RANKS:
        found.append(SourcedAsk(Ask(AskKind.RANK, "", LEVEL_RANKS[level][0]), BY_GRADE, is_recorded=False))
    found += [SourcedAsk(Ask(AskKind.STUDY, one), BY_NAME, is_recorded=False) for one in studies_of(name)]
    own = field_of_jabatan(name)
    if own or unit_field:
        source = BY_NAME if own else BY_UNIT
        found.append(SourcedAsk(Ask(AskKind.FIELD, own or unit_field), source, is_recorded=False))
    return found


def settle_asks(defaults: Iterable[SourcedAsk], recorded: Sequence[SourcedAsk]) -> list[SourcedAsk]:
    """Return the recorded requirements, and those defaults about whose kind nothing is recorded."""
    kinds = {one.ask.kind for one in recorded}
    return [*recorded, *(one for one in defaults if one.ask.kind not in kinds)]


def as_post(settled: Iterable[SourcedAsk], level: str) -> PostAsks:
    """Return the requirements ready to compare."""
    of: dict[AskKind, list[Ask]] = {kind: [] for kind in AskKind}
    is_rank_recorded = False
    for one in settled:
        of[one.ask.kind].append(one.ask)
        is_rank_recorded |= one.ask.kind is AskKind.RANK and one.is_recorded
    years = _first(of[AskKind.EXPERIENCE])
    return PostAsks(
        education=_first(of[AskKind.EDUCATION]),
        studies=tuple(one.subject for one in of[AskKind.STUDY]),
        certificates=tuple(subject_key(one.subject) for one in of[AskKind.CERTIFICATE]),
        competences=tuple((subject_key(one.subject), one.amount or 1) for one in of[AskKind.COMPETENCE]),
        months=None if years is None else years * 12,
        field=next((one.subject for one in of[AskKind.FIELD]), ""),
        lowest_rank=_first(of[AskKind.RANK]),
        highest_rank=None if is_rank_recorded or level not in LEVEL_RANKS else LEVEL_RANKS[level][1],
    )


def _first(asks: Sequence[Ask]) -> int | None:
    return asks[0].amount if asks else None


def show_ask(ask: Ask) -> tuple[str, int | None]:
    """Return a requirement as forms and sheets write it: words, and a number where one belongs."""
    if ask.kind is AskKind.EDUCATION:
        return EDUCATION_LEVELS.get(f"{ask.amount:02}", ""), None
    if ask.kind is AskKind.RANK:
        return RANKS[str(ask.amount)].grade if str(ask.amount) in RANKS else "", None
    return ask.subject, ask.amount
