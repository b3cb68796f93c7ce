"""What a dossier holds: everything that was asked, brought, checked, said, decided and written about one transfer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.queries import RecusalRow
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.contexts import freeze
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.transfers import deliberation, external, objections, trail
from mutasi_flow.transfers.documents import VOICE_OF_LETTER
from mutasi_flow.transfers.domain import Scan
from mutasi_flow.transfers.dossier.packing import Part
from mutasi_flow.transfers.queries import (
    EvidenceRow,
    Eyes,
    FormerPaper,
    Seen,
    TransferCard,
    eyes_of,
    find_evidence,
    get_card,
    list_all_papers,
    list_evaluations,
    list_history,
    list_opinions,
    list_wishes,
    load_exempted,
    view_rows,
)
from mutasi_flow.transfers.service.words import WORDS
from mutasi_flow.transfers.visibility import Part as OpinionPart

TAKEN = "dossier_taken"
OPEN_FOR = timedelta(minutes=10)
"""How long after the press that is in the trail the file may be fetched, so that a broken line can be tried again."""
HELD = frozenset({Scan.WAITING, Scan.INFECTED})
"""Papers of this standing stay in quarantine."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """The collected file: values for its summary, and its parts."""

    card: TransferCard
    evidence: EvidenceRow | None
    papers: Sequence[FormerPaper]
    seen: Seen
    letters: Sequence[LetterRow]
    rows: Sequence[audit.TrailRow]
    parts: Sequence[Part]
    facts: Mapping[str, Any]
    """What the manifest says of the whole."""


def may_take(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor inspects here; never the own transfer."""
    is_own = actor.employee_id is not None and actor.employee_id == card.employee_id
    return actor.may(Permission.AUDIT_READ, card.from_path) and not is_own


def take(session: Session, number: str, actor: Actor, clock: Clock) -> TransferCard:
    """Note in the trail that somebody takes the dossier, before it is given.

    Raises:
        NotFound: there is no such transfer for this person.
        NotPermitted: the person does not inspect here, or it is the own transfer.
    """
    card = get_card(session, number, actor)
    if not may_take(card, actor):
        raise NotPermitted
    as_auditor = actor.using(Permission.AUDIT_READ, card.from_path)
    trail.record(session, card.id, TAKEN, actor=as_auditor, payload={}, at=clock.now())
    return card


def collect(session: Session, number: str, actor: Actor, clock: Clock) -> Dossier:
    """Return the dossier for somebody who has just taken it.

    Raises:
        NotFound: there is no such transfer for this person.
        NotPermitted: the person does not inspect here, or the taking is not in the trail or too long ago.
    """
    card = get_card(session, number, actor)
    rows, since = list_history(session, card, actor, clock), clock.now() - OPEN_FOR
    own = [row for row in rows if row.action == TAKEN and row.actor_id == actor.account_id and row.at >= since]
    if not (may_take(card, actor) and own):
        raise NotPermitted(T("Tekan “Unduh berkas lengkap” pada halaman usulan; pengambilannya dicatat dahulu."))
    eyes = eyes_of(session, card, actor, clock)
    papers, about = _shown_papers(session, card, eyes), letters.list_about(session, trail.ABOUT, card.id)
    found = [*about, *deliberation.list_papers_of(session, card, actor)]
    seen, evidence = view_rows(list_opinions(session, card.id), eyes), find_evidence(session, card.id, actor)
    written: dict[str, Any] = {
        "usulan.json": {
            "transfer": replace(card, recused_keys="", relative_keys=""),
            "wishes": list_wishes(session, card.id),
        },
        "aturan.json": list_evaluations(session, card.id),
        "pengecualian.json": {rule: str(words) for rule, words in load_exempted(session, card).items()},
        "tanggapan.json": seen,
        "benturan.json": _shown_recusals(session, card, eyes),
        "dokumen.json": [{**freeze(paper), "file": _paper_name(paper)} for paper in papers],
        "surat.json": [{**freeze(letter._asdict()), "file": _letter_name(letter)} for letter in found],
        "rencana.json": evidence._asdict() if evidence else None,
        "sidang.json": deliberation.list_heard(session, card.id),
        "pertek.json": external.list_rows(session, card.id),
        "siasn.json": external.list_marks(session, card.id),
        "keberatan.json": [
            *objections.list_former(session, card.id),
            *filter(None, [objections.find_objection(session, card.id)]),
        ],
        "jejak.json": [{**freeze(row), "words": str(WORDS.get(row.action, row.action))} for row in rows],
    }
    signed = _member_signatures(session, found)
    written["tanda-tangan.json"] = [one.told for one in signed]
    parts = [Part(name, _json(value)) for name, value in written.items()]
    parts += [Part(one.told["file"], key=one.key, sha256=FileStore.digest_of(one.key)) for one in signed if one.key]
    parts += [Part(_paper_name(one), key=one.file_key, sha256=one.sha256) for one in papers if one.scan not in HELD]
    parts += [Part(_letter_name(one), key=one.file_key, sha256=one.sha256) for one in found if one.file_key]
    facts = {
        "transfer": card.number,
        "made_at": clock.now().isoformat(),
        "made_for": actor.name,
        "state": card.state.value,
        "trail_entries": len(rows),
        "kept_in_quarantine": [_paper_name(one) for one in papers if one.scan in HELD],
        "not_printed_yet": [one.number for one in found if not one.file_key],
    }
    return Dossier(card, evidence, papers, seen, found, rows, parts, facts)


class _Signed(NamedTuple):
    """What a member of the team did with minutes, and the key of the scan."""

    told: dict[str, Any]
    key: str


def _member_signatures(session: Session, found: Sequence[LetterRow]) -> list[_Signed]:
    signed = []
    for letter in found:
        if letter.kind != deliberation.MINUTES:
            continue
        board = deliberation.load_board(session, letter.about_id)
        for row in deliberation.list_signatures(session, board, letter.id):
            name = (
                f"surat/{letter.id:05}-tanda-tangan-{row.id}.{row.file_key.rsplit('.', 1)[-1]}" if row.file_key else ""
            )
            told = {"minutes": letter.number, "member": row.seat.full_name, "outcome": row.outcome, "file": name}
            signed.append(_Signed({**told, "on": row.signed_on, "reason": row.reason}, row.file_key))
    return signed


def _shown_papers(session: Session, card: TransferCard, eyes: Eyes) -> Sequence[FormerPaper]:
    """Return the papers; letters of units are read like the answers for which they stand."""
    voices = VOICE_OF_LETTER
    return [
        one
        for one in list_all_papers(session, card.id)
        if one.kind not in voices or eyes.allows(voices[one.kind], OpinionPart.PAPER, one.uploaded_at)
    ]


def _shown_recusals(session: Session, card: TransferCard, eyes: Eyes) -> Sequence[RecusalRow]:
    """Return who stepped aside; which colleagues were to be asked shows in it, so it is for those who may know that."""
    return inbox.list_recusals(session, trail.ABOUT, card.id) if eyes.may_name_peers() else ()


def _paper_name(paper: FormerPaper) -> str:
    return f"dokumen/{paper.id:05}-{paper.kind}.{paper.file_key.rsplit('.', 1)[-1]}"


def _letter_name(letter: LetterRow) -> str:
    return f"surat/{letter.id:05}-{letter.kind}.pdf"


def _json(value: Any) -> bytes:
    return json.dumps(freeze(value), ensure_ascii=False, indent=1).encode()
