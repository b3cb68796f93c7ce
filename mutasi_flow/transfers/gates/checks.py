"""Gates: what must be so before an action, beyond the table and the permission. Each answers with refusals."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.domain import DECREE_REGISTER
from mutasi_flow.letters.queries.numbers import find_reserved, is_numbered_elsewhere
from mutasi_flow.rules.domain import Act
from mutasi_flow.transfers import documents
from mutasi_flow.transfers.domain import (
    STANCE_LABELS,
    VOICE_LABELS,
    Direction,
    LegalKind,
    Voice,
    period,
)
from mutasi_flow.transfers.domain.links import LINK_LABELS, fits, holds_others
from mutasi_flow.transfers.gates.question import (
    LONGEST_AHEAD,
    PERTEK_RULE,
    Question,
)
from mutasi_flow.transfers.queries import (
    get_card_by_id,
    load_exempted,
    load_waiting,
)
from mutasi_flow.transfers.queries.links import name_partners
from mutasi_flow.transfers.queries.routes import load_route
from mutasi_flow.transfers.queries.visible import find_other_open
from mutasi_flow.transfers.routes import PERTEK, RECORDED, VOICE_OF_KIND
from mutasi_flow.transfers.status import WAITED_FOR
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import Action, State

_REACHED: Mapping[Act, frozenset[State]] = MappingProxyType(
    {
        Act.SUBMIT: frozenset(),
        Act.APPROVE: frozenset({State.APPROVED, State.DECREED}),
        Act.DECREE: frozenset({State.DECREED}),
    }
)
"""In which states a partner has taken the step already."""
Gate = Callable[[Question], tuple[Text, ...]]


def is_complete(question: Question) -> tuple[Text, ...]:
    """A request names a destination and a reason."""
    card = question.card
    refusals: list[Text] = []
    if card.crossing is not Direction.OUT and (card.to_unit_id is None or card.to_jabatan_id is None):
        refusals.append(T("Tujuan belum dipilih."))
    elif (
        card.crossing is None
        and card.revokes_id is None
        and (card.to_unit_id, card.to_jabatan_id) == (card.from_unit_id, card.from_jabatan_id)
    ):
        refusals.append(T("Tujuan sama dengan tempat sekarang."))
    if not card.reason.strip():
        refusals.append(T("Alasan belum diisi."))
    return tuple(refusals)


def ends_after_start(question: Question) -> tuple[Text, ...]:
    """A temporary placement ends after it begins, not before today, and leads back to a post on record."""
    card = question.card
    if card.until_on is None:
        return ()
    if card.kind is not LegalKind.A:
        return (T("Penempatan sementara hanya dalam satu pemerintah daerah. Kosongkan tanggal akhirnya."),)
    if card.from_unit_id is None or card.from_jabatan_id is None:
        return (T("Jabatan sekarang belum tercatat, jadi pegawai belum dapat kembali ke sana."),)
    fault = period.find_fault(card.until_on, question.start, question.today)
    return () if fault is None else (fault,)


def is_placed(question: Question) -> tuple[Text, ...]:
    """A move between governments says which the other one is, and a move inside has none."""
    card = question.card
    if (card.kind is LegalKind.A) == (card.crossing is None):
        return ()
    return (
        T("Isi dahulu instansi lain yang dituju atau yang melepas, untuk perpindahan jenis {kind}.", kind=card.kind),
    )


def is_ours(question: Question) -> tuple[Text, ...]:
    """What another authority decreed is not revoked here, nor is a revocation: a new decree moves the person again."""
    if question.card.revokes_id is not None:
        return (T("SK pencabutan tidak dicabut. Ajukan usulan baru untuk memindahkan pegawai ini lagi."),)
    if question.card.crossing is not Direction.OUT:
        return ()
    return (T("Putusan pindah keluar diterbitkan instansi lain, jadi tidak dicabut di sini."),)


def revokes_what_stands(question: Question) -> tuple[Text, ...]:
    """A filed revocation is about a decree that is in force."""
    if question.card.revokes_id is None:
        return ()
    revoked = get_card_by_id(question.session, question.card.revokes_id)
    if revoked.state is State.DECREED:
        return ()
    return (T("SK usulan {number} sudah tidak berlaku, jadi tidak perlu dicabut lagi.", number=revoked.number),)


def is_eligible(question: Question) -> tuple[Text, ...]:
    """No blocking rule fails; a rule that cannot be assessed never blocks.

    Nor does one once another authority has decided a way out: its decision is recorded, not judged.
    """
    leaves = question.act is Act.DECREE and question.card.crossing is Direction.OUT
    return () if leaves else question.evaluation.refusals


def has_required_papers(question: Question) -> tuple[Text, ...]:
    """The papers that the matrix requires are there, and none of them was refused or is too old."""
    return documents.list_absent(question.session, question.card, question.actor, question.clock)


def has_checked_papers(question: Question) -> tuple[Text, ...]:
    """The papers that the matrix requires were found good."""
    return documents.list_unchecked(question.session, question.card, question.clock)


def has_no_waiting_voice(question: Question) -> tuple[Text, ...]:
    """Every voice has answered, or its time has passed (then its silence is recorded first); none is still to be asked."""
    waiting = load_waiting(question.session, question.card, question.actor)
    route = load_route(question.session, question.card.route)
    refusals = tuple(
        T("Masih ditunggu: {task} sampai {due_on}.", task=WAITED_FOR[task.kind], due_on=task.due_on)
        for task in waiting
        if task.kind in VOICE_OF_KIND
        and (task.due_on is None or task.due_on >= question.today or route.must_answer(task.kind))
    )
    stages = [
        index
        for index, stage in route.stages_during(State.PROPOSED)
        if not VOICE_OF_KIND.keys().isdisjoint(stage.kinds)
    ]
    reached = max((route.stage_of(task.kind) for task in waiting), default=0)
    if not refusals and stages and reached < stages[-1]:
        return (T("Masih ada tahap tanggapan yang belum dibuka. Tunggu sampai tahap verifikasi dibuka."),)
    return refusals


def has_no_waiting_record(question: Question) -> tuple[Text, ...]:
    """What the route asks for before this step (the team's session, the pertek) is on record."""
    route, card = load_route(question.session, question.card.route), question.card
    if not any(kind in RECORDED for _index, stage in route.stages_during(card.state) for kind in stage.kinds):
        return ()
    waiting = load_waiting(question.session, card, question.actor)
    return tuple(T("Belum tercatat: {task}.", task=WAITED_FOR[task.kind]) for task in waiting if task.kind in RECORDED)


def has_matching_pertek(question: Question) -> tuple[Text, ...]:
    """Where the route asks for it: BKN approved what the decree will say, field by field, and the letter still holds.

    Leave from the rule about the pertek, granted by BKN on a paper, covers differences; it replaces no letter.
    """
    route = load_route(question.session, question.card.route)
    if route.find_step(PERTEK) is None:
        return ()
    standing = question.pertek
    if standing is None:
        text = T("Baris pertimbangan teknis BKN untuk pegawai ini belum dicatat.")
        return () if has_no_waiting_record(question) else (text,)
    if standing.refusals or not standing.differences:
        return standing.refusals
    return () if PERTEK_RULE in load_exempted(question.session, question.card) else standing.differences


def goes_with_partners(question: Question) -> tuple[Text, ...]:
    """A linked transfer takes the step together with its partners, or waits for them.

    When one has ended, those of a swap or chain are held until the link is dissolved; of a couple the other is free.
    """
    partners, card = question.partners, question.card
    if not partners:
        return ()
    kind, reached = partners[0].kind, _REACHED[question.act]
    coming = [one for one in partners if one.is_on_its_way]
    gone = [one for one in partners if not one.is_on_its_way]
    words: dict[str, Any] = {"kind": LINK_LABELS[kind]}
    if gone and holds_others(kind):
        return (
            T("Kaitan {kind}: {numbers} sudah berhenti. Lepas kaitannya dahulu.", **words, numbers=name_partners(gone)),
        )
    own = (card.from_unit_id, card.from_jabatan_id), (card.to_unit_id, card.to_jabatan_id)
    if not gone and not fits(kind, [own, *(one.step for one in partners)]):
        return (
            T("Kaitan {kind}: tujuan sudah berubah dan tidak saling mengisi lagi. Lepas kaitannya dahulu.", **words),
        )
    alone = [one for one in coming if one.state not in reached and one.transfer_id not in question.press.together]
    if not alone:
        return ()
    return (T("Kaitan {kind}: putuskan bersama {numbers}, atau tahan bersama.", **words, numbers=name_partners(alone)),)


def has_weighed_adverse(question: Question) -> tuple[Text, ...]:
    """Every adverse opinion has a written answer, before or with the approval; what peers said stays out of the words."""
    waiting = [
        opinion
        for opinion in question.opinions
        if opinion.needs_weighing and not question.press.weighed.get(opinion.id, "").strip()
    ]
    refusals = tuple(
        T(
            "Belum ditulis bagaimana tanggapan {voice} ({stance}) dipertimbangkan.",
            voice=VOICE_LABELS[opinion.voice],
            stance=STANCE_LABELS[opinion.stance],
        )
        for opinion in waiting
        if opinion.voice is not Voice.PEER
    )
    if len(refusals) < len(waiting):
        return (*refusals, T("Tanggapan rekan kerja belum semuanya dijawab. Verifikator menuliskan jawabannya."))
    return refusals


def has_future_date(question: Question) -> tuple[Text, ...]:
    """A postponement names a day that is still to come, within two years."""
    until, latest = question.press.until, question.today + LONGEST_AHEAD
    if until is None or until <= question.today:
        return (T("Tanggal penundaan harus sesudah hari ini."),)
    return (T("Tanggal penundaan paling lambat {latest}.", latest=latest),) if until > latest else ()


def has_number(question: Question) -> tuple[Text, ...]:
    """Where another office numbers the decrees, its number is on record before the decree.

    A collective decree bears one of its own, without which nobody presses the batch.
    """
    session, card, year = question.session, question.card, question.today.year
    if question.press.collective is not None:
        return ()
    if card.crossing is Direction.OUT or not is_numbered_elsewhere(session, DECREE_REGISTER, year):
        return ()
    if find_reserved(session, ABOUT, card.id, DECREE_REGISTER, year) is not None:
        return ()
    return (T("Nomor SK dari kantor yang menomori belum dicatat di buku agenda."),)


def stands_alone(question: Question) -> tuple[Text, ...]:
    """Nothing else about the person runs beside a confidential file when it is decided; only there two can."""
    card = question.card
    other = find_other_open(question.session, card.id, card.employee_id) if card.is_secret else None
    if other is None:
        return ()
    number, is_secret = other
    if is_secret:
        return (T("Pegawai ini masih mempunyai berkas lain yang harus selesai lebih dahulu."),)
    return (T("Pegawai ini juga mempunyai usulan {number}. Selesaikan itu lebih dahulu.", number=number),)


GATES: Mapping[Action, tuple[Gate, ...]] = MappingProxyType(
    {
        Action.SUBMIT: (
            revokes_what_stands,
            is_placed,
            is_complete,
            ends_after_start,
            has_required_papers,
            is_eligible,
        ),
        Action.RESUBMIT: (
            revokes_what_stands,
            is_placed,
            is_complete,
            ends_after_start,
            has_required_papers,
            is_eligible,
        ),
        Action.CONCLUDE_CONSULTATION: (has_no_waiting_voice, has_checked_papers),
        Action.APPROVE: (
            revokes_what_stands,
            ends_after_start,
            stands_alone,
            has_no_waiting_record,
            has_weighed_adverse,
            goes_with_partners,
            is_eligible,
        ),
        Action.DECREE: (
            revokes_what_stands,
            ends_after_start,
            stands_alone,
            has_no_waiting_record,
            has_matching_pertek,
            has_number,
            goes_with_partners,
            is_eligible,
        ),
        Action.POSTPONE: (has_future_date,),
        Action.REVOKE: (is_ours,),
    }
)


def ask(action: Action, question: Question) -> tuple[Text, ...]:
    """Return all refusals of the gates before ``action``."""
    return tuple(refusal for gate in GATES.get(action, ()) for refusal in gate(question))
