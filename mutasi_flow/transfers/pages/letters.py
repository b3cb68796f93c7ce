"""The decree of a transfer: what it says, where it is, and its file."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_mark,
    requires,
)
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.domain import METHOD_LABELS, LetterState
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.transfers.pages.shown import LETTER_LABELS
from mutasi_flow.transfers.queries import TransferCard, get_card
from mutasi_flow.transfers.queries.rulings import list_rulings
from mutasi_flow.transfers.receiving import send_letter, send_signed
from mutasi_flow.transfers.service import available_steps, list_own_steps
from mutasi_flow.transfers.service.comparing import list_differences
from mutasi_flow.transfers.service.correcting import may_correct
from mutasi_flow.transfers.service.decree import DECREES, FOLLOWING, MOVING, SIGNED, find_whole
from mutasi_flow.transfers.service.following import list_following, list_writable
from mutasi_flow.transfers.service.signing import may_record_signature
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import Action

pages = Blueprint("decree", __name__)


def find_letter(card: TransferCard) -> LetterRow:
    """Return the letter of the address, or the last one that moves the person.

    Raises:
        NotFound: there is none.
    """
    wanted = read_mark("surat")
    kinds = DECREES if wanted is None else DECREES | FOLLOWING
    found = list(letters.list_about(current_session(), ABOUT, card.id, kinds=kinds))
    if wanted is not None:
        found += list_rulings(current_session(), card.id, SIGNED)
    chosen = [one for one in found if one.id == wanted or (wanted is None and one.kind in MOVING)]
    if not chosen and wanted is None:  # a filed revocation moves nobody by a letter of its own
        chosen = found
    if not chosen:
        raise NotFound(T("Usulan ini belum mempunyai SK."))
    return chosen[-1]


def get_for_officer(number: str) -> tuple[TransferCard, LetterRow]:
    """Return transfer and decree for whoever may record its signature and write what follows it.

    Raises:
        NotFound: it is not one of those.
    """
    card = get_card(current_session(), number, current_actor())
    if not may_record_signature(card, current_actor()):
        raise NotFound
    return card, find_letter(card)


def _differences(card: TransferCard, letter: LetterRow) -> tuple[Text, ...]:
    """Return what whoever has the decree signed must know of the record, as long as it is not signed."""
    is_waiting = letter.revoked_at is None and letter.state is not LetterState.SIGNED
    is_theirs = is_waiting and may_record_signature(card, current_actor())
    return list_differences(current_session(), card, letter) if is_theirs else ()


def _allowed(card: TransferCard, letter: LetterRow) -> dict[str, bool]:
    """Return what the reader may do to the decree: sign, correct, revoke."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    steps = {step.action for step in list_own_steps(session, card, available_steps(card, actor), actor, today)}
    is_in_force, is_moving = letter.revoked_at is None, letter.kind in MOVING
    return {
        "may_sign": is_in_force and may_record_signature(card, actor),
        "may_correct": is_moving and is_in_force and may_correct(card, actor),
        "may_revoke": is_moving and Action.REVOKE in steps,
    }


@pages.get("/usulan/<number>/sk")
@requires()
def show(number: str) -> Answer:
    """Show the decree's number, state, digest and verification code."""
    card = get_card(current_session(), number, current_actor())
    letter = find_letter(card)
    session, actor = current_session(), current_actor()
    address = f"{current_runtime().settings.public_url.rstrip('/')}/verifikasi/{letter.code}"
    following = list_following(session, card, letter) if letter.kind in DECREES else ()
    return render_template(
        "transfers/decree.html",
        card=card,
        letter=letter,
        label=LETTER_LABELS[letter.kind],
        address=address,
        signature=letters.find_signature(session, letter.id),
        method_labels=METHOD_LABELS,
        differences=_differences(card, letter),
        changed_by=letters.find_letter(session, letter.amended_by_id),
        changes=letters.find_amended(session, letter.id) if letter.kind in MOVING else None,
        is_decree=letter.kind in SIGNED,
        whole=find_whole(session, letter),
        following=following,
        may_write=list_writable(session, card, letter, following, actor),
        kind_labels=LETTER_LABELS,
        **_allowed(card, letter),
    )


@pages.get("/usulan/<number>/sk.pdf")
@requires()
def download(number: str) -> Answer:
    """Send the stored bytes; while the worker still prepares them, lead back to the page."""
    letter = find_letter(get_card(current_session(), number, current_actor()))
    if not letter.file_key:
        return redirect(url_for("decree.show", number=number, surat=letter.id), 303)
    return send_letter(letter)


@pages.get("/usulan/<number>/sk/bertanda-tangan")
@requires()
def read_signed(number: str) -> Answer:
    """Send the file that shows the signature to whoever sees the transfer."""
    return send_signed(find_letter(get_card(current_session(), number, current_actor())))
