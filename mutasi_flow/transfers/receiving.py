"""Files of the road, coming and going: looked into before the write transaction begins, sent so that nothing runs."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue

from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.uploads import Examined
from mutasi_flow.core.uploads.scanner import ScannerDown, scan
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    mark_words,
    read_form,
)
from mutasi_flow.letters.domain import STANDING_LABELS
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.letters.queries import LetterRow, final_file_key, get_signature
from mutasi_flow.settings import shipped
from mutasi_flow.transfers import dossier
from mutasi_flow.transfers.documents import VOICE_OF_LETTER, Upload, label_kinds
from mutasi_flow.transfers.domain import STANCE_LABELS, VOICE_LABELS, Scan
from mutasi_flow.transfers.forms import examine_file
from mutasi_flow.transfers.forms.signing import examine_signed
from mutasi_flow.transfers.queries import PaperRow, TransferCard, eyes_of, get_card, list_papers
from mutasi_flow.transfers.schemas import letter_filename
from mutasi_flow.transfers.service.signing import Returned
from mutasi_flow.transfers.service.words import WORDS
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.visibility import Part

P = ParamSpec("P")


View = Callable[P, ResponseReturnValue]


def _find_transfer() -> None:
    get_card(current_session(), str((request.view_args or {}).get("number")), current_actor())


def looked_into(
    look: Callable[[Form], Examined | Returned], find: Callable[[], object] = _find_transfer
) -> Callable[[View[P]], View[P]]:
    """Look into the file that came for a transfer; stands above ``@writes``, whose view takes what was found.

    ``find`` looks for what the file belongs to.

    Raises:
        NotFound: the visitor does not see it; then nothing is looked into.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            find()
            form = read_form()
            try:
                g.examined = look(form)
            except InvalidInput as error:
                g.examined = error
            form.rewind("file")
            return view(*args, **kwargs)

        return run

    return guard


def examines(view: View[P]) -> View[P]:
    """Look into an uploaded paper; the view takes :func:`examined_file`."""
    return looked_into(examine_file)(view)


def look_for_signed(form: Form) -> Examined | Returned:
    """Look into a letter that came back signed: a scan, or a PDF with its signatures."""
    trusted = current_runtime().settings.read_trusted_issuers()
    return examine_signed(form, trusted)


def scans(view: View[P]) -> View[P]:
    """Let the office's virus scanner look at the file at once; stands between :func:`looked_into` and ``@writes``.

    For a file that stands for a decision and therefore waits in no quarantine.
    """

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        address = current_runtime().settings.scanner_address
        if address and not isinstance(g.examined, InvalidInput):
            try:
                found = scan(address, g.examined.data)
            except ScannerDown:
                g.examined = InvalidInput(T("Pemindai virus sedang tidak menjawab. Coba lagi nanti."), field="file")
            else:
                if found:
                    g.examined = InvalidInput(T("Berkas ini mengandung virus ({name}).", name=found), field="file")
        return view(*args, **kwargs)

    return run


def examined_file() -> Examined:
    """Return the harmless copy of the file that came.

    Raises:
        InvalidInput: no file came, or it cannot be used.
    """
    found = signed_file()
    if isinstance(found, Returned):
        raise TypeError
    return found


def signed_file() -> Examined | Returned:
    """Return the scan, or the PDF with its signatures, that came back.

    Raises:
        InvalidInput: no file came, or it cannot be used.
    """
    found: Examined | Returned | InvalidInput = g.examined
    if isinstance(found, InvalidInput):
        raise found
    return found


def kept_words(upload: Upload, kind: Text) -> Text:
    """Return the receipt, with what the sender may want to look at again."""
    blank = ", ".join(map(str, upload.file.blank_pages))
    if blank:
        return T("Dokumen tersimpan: {kind}. Halaman {pages} tampak kosong: periksa kembali.", kind=kind, pages=blank)
    return T("Dokumen tersimpan: {kind}.", kind=kind)


def safe_headers(media_type: str, filename: str) -> dict[str, str]:
    """Return the headers under which a browser shows an uploaded file and runs nothing of it."""
    return {
        "Content-Type": media_type,
        "Content-Disposition": f"inline; filename={filename}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }


def send_letter(letter: LetterRow) -> Answer:
    """Send the stored bytes of a letter: with the electronic signature once there is one, else as printed."""
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'inline; filename="{letter_filename(letter.number)}"',
    }
    return current_runtime().files.get(final_file_key(current_session(), letter)), 200, headers


def send_signed(letter: LetterRow) -> Answer:
    """Send the file that shows the signature of a letter.

    Raises:
        NotFound: nobody has signed it.
    """
    signature = get_signature(current_session(), letter.id)
    name = f"sk-bertanda-tangan-{letter.id}.{signature.file_key.rsplit('.', 1)[-1]}"
    return current_runtime().files.get(signature.file_key), 200, safe_headers(signature.media_type, name)


def may_read_paper(card: TransferCard, paper: PaperRow) -> bool:
    """Whether the visitor reads a paper; the letter of a unit is read like the answer for which it stands."""
    actor, voice = current_actor(), VOICE_OF_LETTER.get(paper.kind)
    if voice is None or (paper.uploaded_by_id is not None and paper.uploaded_by_id == actor.account_id):
        return True
    return eyes_of(current_session(), card, actor, current_clock()).allows(voice, Part.PAPER, paper.uploaded_at)


def send_paper(number: str, paper_id: int, *, framed: bool = False) -> Answer:
    """Send a paper to somebody who may see the transfer; the browser shows it and runs nothing.

    ``framed`` lets our own pages show it beside the checklist; browsers draw no PDF inside a sandbox, so there only
    the missing sources, and the look into every upload, keep it from doing anything.

    Raises:
        NotFound: the visitor does not see the transfer, or it has no such paper.
        Conflict: the paper is in quarantine.
    """
    card = get_card(current_session(), number, current_actor())
    paper = next((one for one in list_papers(current_session(), card.id) if one.id == paper_id), None)
    if paper is None or not may_read_paper(card, paper):
        raise NotFound
    if paper.scan in {Scan.WAITING, Scan.INFECTED}:
        raise Conflict(T("Berkas ini di karantina virus. Bila sudah dinyatakan bersih, berkas dapat dibuka."))
    headers = safe_headers(paper.media_type, f"dokumen-{paper.id}.{paper.file_key.rsplit('.', 1)[-1]}")
    if framed:
        headers["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
        headers["X-Frame-Options"] = "SAMEORIGIN"
    return current_runtime().files.get(paper.file_key), 200, headers


WORDS_OF_FILE: dict[str, Any] = {
    "states": STATE_LABELS,
    "voices": VOICE_LABELS,
    "stances": STANCE_LABELS,
    "words": WORDS,
    "standings": STANDING_LABELS,
    "letter_kinds": {kind.name: kind.label for kind in LETTER_KINDS},
}


def send_dossier(number: str) -> Answer:
    """Send the bundle while it is packed, to somebody who has just noted the taking.

    Raises:
        NotFound: there is no such transfer for the visitor.
        NotPermitted: the visitor does not inspect here, or did not note it.
    """
    session, runtime = current_session(), current_runtime()
    found = dossier.collect(session, number, current_actor(), current_clock())
    summary = render_template(
        "transfers/dossier.html",
        found=found,
        made_at=current_clock().now(),
        names=label_kinds(session),
        **WORDS_OF_FILE,
    )
    looks = dossier.Part("ringkasan.css", shipped("static").joinpath("dossier.css").read_bytes())
    parts = [dossier.Part("ringkasan.html", summary.encode()), looks, *found.parts]
    packed = dossier.pack(parts, runtime.files.get, dict(found.facts), current_clock().now(), mark_words())
    headers = {"Content-Disposition": f"attachment; filename={number}.zip", "Cache-Control": "no-store"}
    return Response(packed, mimetype="application/zip", headers=headers)
