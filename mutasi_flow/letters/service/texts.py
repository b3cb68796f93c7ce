"""Writing the office's own texts of letters: a draft, its preview on invented people, and the publication from a day on.

Nothing is published that has not been printed: the preview is made by the same fenced printers as letters, and a
publication names the words that were previewed, so that a change in between is noticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, Refused
from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts import SHIPPED, House, LetterText, canonical
from mutasi_flow.letters.contexts.worded_samples import SLOTS, worded_sample, worded_samples
from mutasi_flow.letters.domain import DATA, PARTS, always_shows, check_part
from mutasi_flow.letters.model import LetterTextVersion
from mutasi_flow.letters.queries import DraftText, find_draft
from mutasi_flow.letters.render.engines import render
from mutasi_flow.people.service.trail import note_office

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

PREVIEW_TEXT = "preview_letter_text"
NO_DRAFT = T("Konsep naskah ini tidak ada.")


@dataclass(frozen=True, slots=True)
class Preview:
    """A printed preview: which words it shows, and where the file lies."""

    digest: str
    file_key: str


def digest_of(parts: Mapping[str, str]) -> str:
    """Return the digest by which exactly these words are known."""
    return sha256(canonical(dict(parts))).hexdigest()


def _checked(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the parts tidied, tried on invented people with and without all that may be missing.

    Raises:
        NotFound: no office words this kind of letter.
        InvalidInput: a part cannot be used; ``field`` says which.
    """
    if kind not in SLOTS:
        raise NotFound(T("Naskah jenis surat ini tidak dapat diubah."))
    known = SLOTS[kind]
    parts = {
        name: check_part(name, given.get(name, ""), known if name == "clauses" else set(known) - {DATA})
        for name in PARTS
    }
    if DATA in known and not always_shows(parts["clauses"], DATA):
        raise InvalidInput(
            T(
                "Satu diktum harus memuat data pegawai: tulis isian {slot} di ujungnya, di luar if atau di setiap cabangnya.",
                slot=DATA,
            ),
            "clauses",
        )
    for sample in worded_samples(kind, _house(kind, parts)):
        if empty := next((name for name in PARTS if not sample[name]), None):
            raise InvalidInput(
                T("{part}: menjadi kosong untuk sebagian surat. Lengkapi cabang if-nya.", part=PARTS[empty]), empty
            )
    return parts


def _house(kind: str, parts: Mapping[str, str]) -> House:
    return replace(SHIPPED, texts=(LetterText(kind, 0, parts),))


def save_draft(
    session: Session, kind: str, given: Mapping[str, str], *, seen: str, actor: Actor, at: datetime
) -> DraftText:
    """Keep a draft and have its preview printed; ``seen`` is the digest of the draft that the writer had before.

    Raises:
        NotFound, InvalidInput: see the checks of parts.
        Conflict: somebody else changed the draft meanwhile.
    """
    parts = _checked(kind, given)
    digest, former = digest_of(parts), find_draft(session, kind)
    if (former.digest if former else "") != seen:
        raise Conflict(T("Konsep ini diubah orang lain sementara itu. Muat ulang halaman, lalu ulangi."))
    values = {
        "parts": parts,
        "digest": digest,
        "preview_key": "",
        "previewed": "",
        "changed_by_id": actor.account_id,
        "changed_at": at,
    }
    if former is None:
        statement = insert(LetterTextVersion).values(kind=kind, **values).returning(LetterTextVersion.id)
        key: int = session.execute(statement).scalar_one()
    else:
        key = former.id
        session.execute(update(LetterTextVersion).where(LetterTextVersion.id == key).values(**values))
    note_office(session, actor, "letter_text_saved", {"kind": kind, "digest": digest}, at)
    enqueue(session, PREVIEW_TEXT, {"text": key}, f"{PREVIEW_TEXT}:{key}:{digest[:16]}:{at.timestamp():.0f}")
    return _draft(session, kind)


def _draft(session: Session, kind: str) -> DraftText:
    draft = find_draft(session, kind)
    if draft is None:
        raise NotFound(NO_DRAFT)
    return draft


def drop_draft(session: Session, kind: str, *, actor: Actor, at: datetime) -> None:
    """Throw the draft of a kind away.

    Raises:
        NotFound: there is none.
    """
    draft = _draft(session, kind)
    session.execute(delete(LetterTextVersion).where(LetterTextVersion.id == draft.id))
    note_office(session, actor, "letter_text_dropped", {"kind": kind, "digest": draft.digest}, at)


def publish_text(
    session: Session, kind: str, *, seen: str, from_on: date, actor: Actor, today: date, at: datetime
) -> int:
    """Publish the draft from a day on and return its version; letters of earlier days and issued ones stay as they are.

    Raises:
        NotFound: there is no draft.
        Conflict: it is not the text that the publisher saw.
        Refused: its preview has not been printed.
        InvalidInput: the day lies in the past.
    """
    draft = _draft(session, kind)
    if draft.digest != seen:
        raise Conflict(T("Konsep ini diubah orang lain sementara itu. Muat ulang halaman, lalu ulangi."))
    if not draft.is_previewed:
        raise Refused(T("Naskah belum dapat diterbitkan."), (T("Pratinjaunya belum dicetak. Tunggu sebentar."),))
    if from_on < today:
        raise InvalidInput(T("Naskah berlaku paling awal hari ini."), "from_on")
    highest = select(func.max(LetterTextVersion.version)).where(LetterTextVersion.kind == kind)
    version = (session.execute(highest).scalar() or 0) + 1
    values = {"version": version, "from_on": from_on, "published_by_id": actor.account_id, "published_at": at}
    session.execute(update(LetterTextVersion).where(LetterTextVersion.id == draft.id).values(**values))
    payload = {"kind": kind, "version": version, "from_on": from_on.isoformat(), "digest": draft.digest}
    note_office(session, actor, "letter_text_published", payload, at)
    return version


def read_unpreviewed(session: Session, args: JobArgs) -> DraftText | None:
    """Return the draft ``args["text"]`` when its words have no preview yet."""
    row = session.execute(
        select(*(getattr(LetterTextVersion, name) for name in DraftText._fields)).where(
            LetterTextVersion.id == int(args["text"])
        )
    ).first()
    draft = DraftText(*row) if row else None
    return None if draft is None or draft.is_previewed else draft


def preview_text(draft: DraftText | None, runtime: "Runtime") -> Preview | None:
    """Print the sample of the kind in the words of the draft."""
    if draft is None:
        return None
    rendered = render(worded_sample(draft.kind, _house(draft.kind, draft.parts)))
    return Preview(draft.digest, runtime.files.put(rendered.data, ".pdf"))


def store_preview(session: Session, args: JobArgs, preview: Preview | None) -> None:
    """Note the preview on its draft, unless its words were changed meanwhile."""
    if preview is None:
        return
    same = (LetterTextVersion.id == int(args["text"]), LetterTextVersion.digest == preview.digest)
    values = {"preview_key": preview.file_key, "previewed": preview.digest}
    session.execute(update(LetterTextVersion).where(*same).values(**values))
