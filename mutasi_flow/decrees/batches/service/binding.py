"""Binding the letters of one unit: a ZIP of the files that count, or one PDF to print.

What was bound is kept until one of its letters changes: after thirty changes only the units they touch are bound anew.
"""

import hashlib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import pikepdf
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.downloads import downloads_of
from mutasi_flow.core.errors import Conflict, NotFound
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.batches.domain import RowState
from mutasi_flow.decrees.batches.model import DecreeBundle, DecreeRow
from mutasi_flow.decrees.batches.queries import get_readable
from mutasi_flow.decrees.batches.service.bundles import BUNDLES
from mutasi_flow.decrees.initials.queries import list_initialled
from mutasi_flow.letters.domain import Initialled, SigningMethod
from mutasi_flow.letters.model import Letter, LetterSignature
from mutasi_flow.letters.queries import get_context
from mutasi_flow.letters.render import Output
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.service import images_of
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.transfers.model import Transfer

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

BIND = "bind_decrees"
ZIP, PRINT, DRAFTS = "zip", "print", "drafts"
KINDS = (ZIP, PRINT, DRAFTS)
NO_UNIT = 0
PAGE = (609.45, 935.43)
"""F4 in points."""
COPY = "Salinan cetak tanpa tanda tangan elektronik; yang berlaku adalah berkas aslinya."
UNSIGNED = "Cetakan naskah yang belum ditandatangani."


class Leaf(NamedTuple):
    """One letter to bind."""

    number: str
    name: str
    nip: str
    sha256: str
    file_key: str
    method: SigningMethod | None
    signed_key: str
    letter_id: int
    initials: tuple[Initialled, ...] = ()

    @property
    def is_electronic(self) -> bool:
        """Whether the file that counts bears an electronic signature."""
        return self.method is not None and self.method is not SigningMethod.INK

    @property
    def final_key(self) -> str:
        """Where the file lies that counts."""
        return self.signed_key if self.is_electronic else self.file_key


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be bound."""

    batch_id: int
    unit_id: int | None
    unit: str
    kind: str
    leaves: Sequence[Leaf]

    @property
    def holds(self) -> str:
        """Digest of what it will hold."""
        lines = "\n".join(f"{one.number} {one.final_key} {one.method} {one.initials or ''}" for one in self.leaves)
        return hashlib.sha256(f"{self.kind}\n{lines}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Bound:
    """What came of it."""

    task: Task
    file_key: str
    size_bytes: int
    made_at: Any


_standing = (LetterSignature.letter_id == Letter.id) & LetterSignature.withdrawn_at.is_(None)
_LEAVES = (
    select(
        Letter.number,
        Employee.name,
        func.coalesce(Employee.nip, ""),
        Letter.sha256,
        Letter.file_key,
        LetterSignature.method,
        func.coalesce(LetterSignature.file_key, ""),
        Letter.id,
    )
    .join(DecreeRow, DecreeRow.letter_id == Letter.id)
    .join(Transfer, Transfer.id == DecreeRow.transfer_id)
    .join(Employee, Employee.id == Transfer.employee_id)
    .outerjoin(LetterSignature, _standing)
    .where(DecreeRow.state == RowState.DECREED, Letter.revoked_at.is_(None))
    .order_by(DecreeRow.place)
)


def load_task(session: Session, batch_id: int, unit_id: int, kind: str) -> Task:
    """Return what the bundle of a unit would hold now."""
    key = unit_id or None
    of_unit = DecreeRow.unit_id == key if key is not None else DecreeRow.unit_id.is_(None)
    rows = session.execute(_LEAVES.where(DecreeRow.batch_id == batch_id, of_unit))
    name = session.scalar(select(Unit.name).where(Unit.id == key)) if key is not None else ""
    leaves = [Leaf(*row) for row in rows]
    given = list_initialled(session, [one.letter_id for one in leaves]) if kind != ZIP else {}
    return Task(
        batch_id, key, name or "", kind, [one._replace(initials=given.get(one.letter_id, ())) for one in leaves]
    )


def find_bundle(session: Session, task: Task) -> DecreeBundle | None:
    """Return what is bound already, as long as it holds what it should."""
    unit = DecreeBundle.unit_id == task.unit_id if task.unit_id is not None else DecreeBundle.unit_id.is_(None)
    of_task = (DecreeBundle.batch_id == task.batch_id, unit, DecreeBundle.kind == task.kind)
    return session.scalar(select(DecreeBundle).where(*of_task, DecreeBundle.holds == task.holds))


def ask_bundle(
    session: Session, store: FileStore, batch_id: int, unit_id: int, kind: str, *, actor: Actor, today: date
) -> DecreeBundle | None:
    """Return what is bound already, or ask a worker for it: once a day, and anew when its file has gone since.

    Raises:
        NotFound: there is no such batch for this person, no such kind, or no letter for that unit.
        Conflict: not all of its letters are printed.
    """
    get_readable(session, batch_id, actor)
    task = load_task(session, batch_id, unit_id, kind)
    if kind not in KINDS or not task.leaves:
        raise NotFound
    if any(not one.sha256 for one in task.leaves):
        raise Conflict(T("Belum semua surat unit ini selesai dicetak. Coba lagi sebentar."))
    found = find_bundle(session, task)
    if found is not None and not store.path(found.file_key).is_file():  # backups hold none of them
        session.delete(found)
        found = None
    if found is None:
        place = KINDS.index(kind)
        key = f"{BIND}:{batch_id}:{unit_id}:{today}:{task.holds[:32]}"
        enqueue(session, BIND, {"batch": batch_id, "unit": unit_id, "kind": place}, key)
    return found


def read_task(session: Session, args: JobArgs) -> Task | None:
    """Return what is to be bound; None when it is there already, or not all is printed."""
    task = load_task(session, int(args["batch"]), int(args["unit"]), KINDS[int(args["kind"])])
    is_ready = task.leaves and all(one.sha256 for one in task.leaves)
    return task if is_ready and find_bundle(session, task) is None else None


def bind(task: Task | None, runtime: "Runtime") -> Bound | None:
    """Bind the files; repeating it does no harm."""
    if task is None:
        return None
    data, store = _MAKERS[task.kind](task, runtime), downloads_of(runtime, BUNDLES)
    with store.making(f"bundle-{task.holds}") as place:
        place.write_bytes(data)
        key = store.take(place, ".pdf" if task.kind == PRINT else ".zip")
    return Bound(task, key, len(data), runtime.clock.now())


def store_bound(session: Session, _args: JobArgs, bound: Bound | None) -> None:
    """Keep what was bound in the place of what was bound before."""
    if bound is None:
        return
    task = bound.task
    unit = DecreeBundle.unit_id == task.unit_id if task.unit_id is not None else DecreeBundle.unit_id.is_(None)
    of_task = (DecreeBundle.batch_id == task.batch_id, unit, DecreeBundle.kind == task.kind)
    session.execute(delete(DecreeBundle).where(*of_task))
    values = {"batch_id": task.batch_id, "unit_id": task.unit_id, "kind": task.kind, "holds": task.holds}
    made = {"letters": len(task.leaves), "file_key": bound.file_key, "size_bytes": bound.size_bytes}
    session.execute(insert(DecreeBundle).values(**values, **made, made_at=bound.made_at))


def _file_name(place: int, leaf: Leaf) -> str:
    words = "".join(sign if sign.isalnum() else "-" for sign in f"{leaf.name} {leaf.nip}").strip("-")
    return f"{place:04}-{words}.pdf"


def _zip(task: Task, runtime: "Runtime") -> bytes:
    out, lines = BytesIO(), list[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for place, leaf in enumerate(task.leaves, 1):
            data, name = runtime.files.get(leaf.final_key), _file_name(place, leaf)
            bundle.writestr(zipfile.ZipInfo(name, _EARLIEST), data)
            lines.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
        bundle.writestr(zipfile.ZipInfo("SHA256SUMS", _EARLIEST), "".join(lines))
    return out.getvalue()


_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of members: the same letters give the same bytes."""


def _to_print(task: Task, runtime: "Runtime") -> bytes:
    out = BytesIO()
    with pikepdf.new() as bound:
        _cover(bound, task)
        with bound.open_outline() as outline:
            for leaf in task.leaves:
                first = len(bound.pages)
                with pikepdf.open(BytesIO(runtime.files.get(leaf.final_key))) as letter:
                    _drop_fields(letter)
                    bound.pages.extend(letter.pages)
                outline.root.append(pikepdf.OutlineItem(f"{leaf.name} · {leaf.number}", first))
                if leaf.method is not SigningMethod.INK:
                    _note(bound, first, COPY if leaf.is_electronic else UNSIGNED)
                for place, one in enumerate(leaf.initials):
                    said = f"Paraf: {', '.join(one.cells(runtime.clock.zone))}"
                    _write(bound, bound.pages[-1], said, (20, 14 + 8 * place), 6)
        bound.save(out, deterministic_id=True)
    return out.getvalue()


def _drafts(task: Task, runtime: "Runtime") -> bytes:
    """Return the letters as drafts to edit; those that were made elsewhere have none."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for place, leaf in enumerate(task.leaves, 1):
            with runtime.database.reading() as session:
                context = get_context(session, leaf.letter_id)
            if "schema" in context:
                given = [one.cells(runtime.clock.zone) for one in leaf.initials]
                name = f"konsep-{_file_name(place, leaf).removesuffix('.pdf')}.docx"
                member = zipfile.ZipInfo(name, _EARLIEST)
                made = render(context, images_of(context, runtime), output=Output.DRAFT, initials=given)
                bundle.writestr(member, made.data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _drop_fields(letter: pikepdf.Pdf) -> None:
    """Take the signature field out of a copy: there it would say nothing, and the same name would stand many times."""
    if "/AcroForm" in letter.Root:
        del letter.Root.AcroForm
    for page in letter.pages:
        if "/Annots" in page:
            page.Annots = pikepdf.Array([one for one in page.Annots if one.get("/Subtype") != pikepdf.Name.Widget])


def _cover(bound: pikepdf.Pdf, task: Task) -> None:
    lines = [task.unit, f"{len(task.leaves)} surat keputusan", "", COPY, UNSIGNED]
    bound.add_blank_page(page_size=PAGE)
    for place, line in enumerate(lines):
        _write(bound, bound.pages[0], line, (72, PAGE[1] - 120 - 22 * place), 14 if place == 0 else 10)


def _note(bound: pikepdf.Pdf, first: int, words: str) -> None:
    for page in list(bound.pages)[first:]:
        left, _bottom, _right, top = (float(edge) for edge in page.mediabox)
        _write(bound, page, words, (left + 20, top - 12), 6)


def _write(bound: pikepdf.Pdf, page: pikepdf.Page, words: str, place: tuple[float, float], size: float) -> None:
    x, y = place
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    name = page.add_resource(bound.make_indirect(font), pikepdf.Name.Font)
    said = words.encode("cp1252", errors="replace").hex()
    page.contents_add(b"q", prepend=True)
    drawn = f"Q q BT {name} {size:.1f} Tf 1 0 0 1 {x:.1f} {y:.1f} Tm <{said}> Tj ET Q"
    page.contents_add(drawn.encode())


_MAKERS: Mapping[str, Callable[[Task, "Runtime"], bytes]] = MappingProxyType(
    {ZIP: _zip, PRINT: _to_print, DRAFTS: _drafts}
)
