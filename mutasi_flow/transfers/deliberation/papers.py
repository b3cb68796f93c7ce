"""What the papers for a decision say about each transfer, taken from its file and the records."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.catalogue import say
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.texts import Text
from mutasi_flow.letters.contexts import issuer_of, name_in_capitals
from mutasi_flow.letters.contexts.bundle import Chapter, DecisionBundle, DecisionNote, Frame, MatrixRow, decision_bundle
from mutasi_flow.letters.contexts.legal import short_bases_for
from mutasi_flow.letters.contexts.parts import Row, Signatory
from mutasi_flow.letters.contexts.supporting import NOT_RECORDED
from mutasi_flow.letters.domain import LONGEST_TEXT, written_date
from mutasi_flow.letters.queries import get_house
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import EmploymentStatus
from mutasi_flow.people.queries import OfficeCard
from mutasi_flow.transfers.deliberation.candidates import Candidate
from mutasi_flow.transfers.deliberation.listing import Heard, list_heard
from mutasi_flow.transfers.domain import UNIT_VOICES, VOICE_LABELS, Stance, Voice
from mutasi_flow.transfers.domain.team import ADVICE_LABELS
from mutasi_flow.transfers.queries import EvidenceRow, RecordRow, find_evidence, list_records, load_route
from mutasi_flow.transfers.routes import DELIBERATE, OUTCOME_LABELS
from mutasi_flow.transfers.service.authority import find_authority
from mutasi_flow.transfers.workflow import Action, State

NO_OBSTACLE = "Tidak ada syarat yang menghalangi"
INSTEAD = "Konsultasi dengan pegawai dan rekan kerja diganti pembahasan tim penilai kinerja (alur rahasia)."
DECIDED: Mapping[State, str] = MappingProxyType(
    {
        State.APPROVED: "Disetujui",
        State.DECREED: "Disetujui, dan surat keputusan sudah terbit",
        State.REJECTED: "Tidak disetujui",
    }
)


@dataclass(frozen=True, slots=True)
class Matter:
    """One transfer with everything its papers say; ``records`` are what the team said, as the road has it."""

    one: Candidate
    records: Sequence[RecordRow]
    heard: Sequence[Heard]
    evidence: EvidenceRow | None
    is_secret: bool

    @property
    def number(self) -> str:
        """Number of the transfer."""
        return self.one.card.number

    @property
    def name(self) -> str:
        """Name with titles."""
        return self.one.person.full_name

    @property
    def advice(self) -> str:
        """What the team said, with the paper; empty when it has said nothing."""
        if self.records:
            last = self.records[-1]
            paper, on = str(last.answers.get("paper", "")), last.answers.get("paper_on")
            paper += f" tanggal {written_date(date.fromisoformat(str(on)))}" if on else ""
            return f"{OUTCOME_LABELS[last.outcome]} (Berita Acara {paper})" + _because(last.reason)
        if self.heard:
            last_heard = self.heard[-1]
            return f"{ADVICE_LABELS[last_heard.advice]}, sidang {written_date(last_heard.held_on)}" + _because(
                last_heard.reason
            )
        return ""


def load_matter(session: Session, one: Candidate, actor: Actor) -> Matter:
    """Collect what the papers say about one transfer."""
    card = one.card
    return Matter(
        one=one,
        records=[record for record in list_records(session, card.id) if record.kind == DELIBERATE],
        heard=list_heard(session, card.id),
        evidence=find_evidence(session, card.id, actor),
        is_secret=bool(card.route) and load_route(session, card.route).is_confidential,
    )


def _because(reason: str) -> str:
    return f": {_inline(reason).rstrip('.')}" if reason else ""


def _inline(text: str) -> str:
    return textwrap.shorten(text, LONGEST_TEXT // 2, placeholder=" …")


def _place(*parts: str) -> str:
    return ", ".join(part for part in parts if part) or NOT_RECORDED


def _words(found: Sequence[Text], none: str) -> tuple[str, ...]:
    return tuple(say(one) for one in found) or (none,)


def _conditions(one: Candidate) -> tuple[str, ...]:
    """Say which conditions stand against the move, and how many could not be assessed."""
    evaluation = one.evaluation
    words = [f"Menghalangi: {say(verdict.text)}" for verdict in evaluation.blocks]
    words += [f"Perlu perhatian: {say(verdict.text)}" for verdict in evaluation.warnings]
    if not evaluation.blocks:
        words.insert(0, f"{NO_OBSTACLE}.")
    if evaluation.unknowns:
        words.append(f"{len(evaluation.unknowns)} syarat belum dapat dinilai karena datanya belum tercatat.")
    return tuple(words)


def _facts(one: Candidate) -> str:
    person = one.person
    tenure = f"{one.tenure.text} di jabatan ini" if one.tenure else f"lama di jabatan {NOT_RECORDED}"
    given = (
        f"pangkat {person.rank_label or NOT_RECORDED}",
        f"pendidikan {one.education or NOT_RECORDED}",
        tenure,
        f"kinerja {'; '.join(map(say, one.performance)) or NOT_RECORDED}",
        f"hukuman disiplin {'; '.join(map(say, one.sanctions)) or 'tidak ada dalam catatan'}",
    )
    return f"{person.full_name}: {', '.join(given)}."


def _planned(matter: Matter, zone: ZoneInfo) -> list[str]:
    """Name the plan from which the move comes, and by what it is checked."""
    found = matter.evidence
    if found is None:
        return []
    on = written_date(found.solved_at.astimezone(zone).date())
    origin = f"menurut rencana {found.plan}, skenario {found.scenario}, dihitung {on}"
    digests = f"SHA-256 masukan {found.input_sha256}, sertifikat {found.certificate_sha256}"
    return [f"{matter.number}: {origin}. {_inline(found.reason)} {digests}."]


def _said(matter: Matter) -> list[str]:
    """Who said what; units with their reasons and the answer to them, peers in figures only."""
    units = {Voice.EMPLOYEE, Voice.PARENT, *UNIT_VOICES}
    words = []
    for opinion in matter.one.seen.opinions:
        if opinion.voice in units and opinion.words is not None:
            answered = f" Dijawab: {_inline(opinion.weighed)}" if opinion.weighed else ""
            said = f"{VOICE_LABELS[opinion.voice]}: {str(opinion.words).lower()}"
            reason = f" ({_inline(opinion.reason)})" if opinion.reason and opinion.stance is not Stance.SILENT else ""
            words.append(f"{said}{reason}.{answered}")
    peers = matter.one.seen.peers
    if peers is not None:
        words.append(f"{VOICE_LABELS[Voice.PEER]}: {peers.words}")
    return [*words, INSTEAD] if matter.is_secret else words


def _chapters(matters: Sequence[Matter], clock: Clock) -> tuple[Chapter, ...]:
    today = written_date(clock.today())
    ask = [
        f"{one.number}: pemindahan {one.name} dari {_place(one.one.card.from_jabatan, one.one.card.from_unit)} ke "
        f"{_place(one.one.card.to_jabatan, one.one.card.to_unit)}."
        + (f" Alasan: {_inline(one.one.card.reason)}" if one.one.card.reason else "")
        for one in matters
    ]
    planned = [line for one in matters for line in _planned(one, clock.zone)]
    said = [line if len(matters) == 1 else f"{one.number}: {line}" for one in matters for line in _said(one)]
    effects = [say(line) for one in matters for line in one.one.effect.sentences]
    results = [" ".join((f"{one.number}:", *_conditions(one.one))) for one in matters]
    advice = [
        f"{one.number}: {one.advice}." if one.advice else f"{one.number}: belum ada pertimbangan tim penilai kinerja."
        for one in matters
    ]
    unanswered = [
        f"{one.number}: tanggapan yang tidak mendukung atau bersyarat dijawab tertulis sebelum disetujui."
        for one in matters
        if any(opinion.is_adverse and not opinion.weighed.strip() for opinion in one.one.seen.opinions)
    ]
    return (
        Chapter("Persoalan", tuple(ask)),
        Chapter(
            "Praanggapan",
            (f"Data yang dipakai ialah data yang tercatat pada {today}; yang belum tercatat disebut demikian.",),
        ),
        Chapter("Fakta yang memengaruhi", (*(_facts(one.one) for one in matters), *planned, *said)),
        Chapter("Analisis", tuple(dict.fromkeys(effects)) or ("Dampak pada kedua unit belum dapat dihitung.",)),
        Chapter("Kesimpulan", tuple(results)),
        Chapter("Saran", (*advice, *unanswered, "Putusan diserahkan kepada pejabat yang berwenang.")),
    )


def _matrix_row(place: int, matter: Matter) -> MatrixRow:
    one = matter.one
    card, person = one.card, one.person
    return MatrixRow(
        (
            (f"{place}.",),
            (matter.name, person.nip or NOT_RECORDED, matter.number),
            (card.from_jabatan or NOT_RECORDED, card.from_unit),
            (card.to_jabatan or NOT_RECORDED, card.to_unit),
            (
                person.rank_label or NOT_RECORDED,
                one.education or NOT_RECORDED,
                str(one.tenure.text) if one.tenure else NOT_RECORDED,
            ),
            (*_words(one.performance, NOT_RECORDED), *_words(one.sanctions, "Tidak ada hukuman dalam catatan")),
            _words(one.effect.sentences, "Belum dapat dihitung"),
            _conditions(one),
            (matter.advice or "Belum ada",),
        )
    )


def _official(session: Session, matter: Matter, office: OfficeCard, clock: Clock) -> Signatory:
    """Return who decides: the official whom the matrix of authority names, else the head of region."""
    authority = find_authority(session, matter.one.card, Action.APPROVE, clock.today())
    if authority is not None and authority.head_id is not None:
        official = people.get_employee_card(session, authority.head_id)
        nip = (f"NIP {official.nip}",) if official.nip else ()
        return Signatory(authority.signature_lines(issuer_of(office)), name_in_capitals(official.full_name), nip)
    return Signatory((f"{issuer_of(office)},",), name_in_capitals(office.head_name))


def _note(session: Session, matter: Matter, office: OfficeCard, clock: Clock) -> DecisionNote:
    card, person, today = matter.one.card, matter.one.person, clock.today()
    advice = [f"Tim penilai kinerja: {matter.advice}."] if matter.advice else []
    is_contracted = person.status is EmploymentStatus.PPPK
    decided = DECIDED.get(card.state, "")
    if decided:
        decided = f"{decided} pada {written_date(card.changed_at.astimezone(clock.zone).date())}{_because(card.closing_reason)}."
    return DecisionNote(
        title=matter.name,
        rows=(
            Row("Usulan", card.number),
            Row("NI PPPK" if is_contracted else "NIP", person.nip or NOT_RECORDED),
            Row("Dari", _place(card.from_jabatan, card.from_unit)),
            Row("Ke", _place(card.to_jabatan, card.to_unit)),
        ),
        considerations=(
            *_conditions(matter.one),
            *_said(matter),
            *_words(matter.one.effect.sentences, "Dampak pada kedua unit belum dapat dihitung."),
            *advice,
        ),
        bases=short_bases_for(person.status, today, among=get_house(session, today).bases),
        decided=decided,
        official=_official(session, matter, office, clock),
    )


def _author(session: Session, actor: Actor) -> tuple[Signatory, str]:
    """Return who signs the staff paper, and how it names the author."""
    if actor.employee_id is None:
        return Signatory(("Penyusun,",), actor.name), actor.name
    person = people.get_employee_card(session, actor.employee_id)
    post = person.jabatan_name or "Penyusun"
    nip = (f"NIP {person.nip}",) if person.nip else ()
    return Signatory((f"{post},",), person.full_name, nip), f"{person.full_name}, {post}"


def compose_bundle(session: Session, found: Sequence[Candidate], *, actor: Actor, clock: Clock) -> DecisionBundle:
    """Return the papers for these transfers as they would be printed now."""
    matters = [load_matter(session, one, actor) for one in found]
    office, author = people.get_office(session), _author(session, actor)
    numbers = ", ".join(matter.number for matter in matters)
    frame = Frame(
        office=office,
        matter=_inline(f"Usulan mutasi {numbers}"),
        author=author[0],
        author_line=author[1],
        printed_for=actor.name,
        dated_on=clock.today(),
        is_secret=any(matter.is_secret for matter in matters),
        emblem=get_house(session, clock.today()).agency_emblem,
    )
    return decision_bundle(
        frame,
        _chapters(matters, clock),
        [_matrix_row(place, matter) for place, matter in enumerate(matters, 1)],
        [_note(session, matter, office, clock) for matter in matters],
    )
