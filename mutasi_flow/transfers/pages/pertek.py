"""BKN's technical approvals: row by row against the decree, letter by letter, and where a file stands in SIASN."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.transfers import external
from mutasi_flow.transfers.domain import PERTEK_VERDICT_LABELS, PertekVerdict
from mutasi_flow.transfers.external import (
    FIELD_LABELS,
    MEANING_LABELS,
    WEIGHT_LABELS,
    Agreement,
    Field,
    Meaning,
    NewMark,
    Status,
    Weight,
)
from mutasi_flow.transfers.gates import LONGEST_REASON, Press, Question
from mutasi_flow.transfers.pages.shown import get_own_task
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id, get_card, may_see
from mutasi_flow.transfers.routes import PERTEK
from mutasi_flow.transfers.service.pertek import (
    NewLetter,
    NewRow,
    link_row,
    may_record,
    note_status,
    record_pertek,
    waits_for_row,
)
from mutasi_flow.transfers.service.pertek_import import BKN

pages = Blueprint("pertek", __name__)

READERS = (
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_DECREE,
    Permission.TRANSFERS_REVIEW,
    Permission.AUDIT_READ,
)
WORDS = ("rank", "from_post", "from_unit", "to_post", "to_unit")


def _get(number: str) -> TransferCard:
    card = get_card(current_session(), number, current_actor())
    if not _reads(card.from_path):
        raise NotFound
    return card


def _read_letter(form: Form) -> NewLetter:
    return NewLetter(
        form.text("number", T("Nomor surat")),
        form.day("letter_on", T("Tanggal surat")),
        form.text("issued_by", T("Penerbit")),
        form.optional_day("valid_until", T("Berlaku sampai")),
    )


def _read_row(form: Form) -> NewRow:
    verdict = form.member("verdict", T("Hasil"), PertekVerdict)
    words = {word: form.text(word, FIELD_LABELS[Field(word)], required=False) for word in WORDS}
    needs_reason = verdict is not PertekVerdict.ACCEPTED
    return NewRow(
        form.text("nip", T("NIP")),
        form.text("name", T("Nama")),
        verdict,
        **words,
        effective_on=form.optional_day("effective_on", T("TMT")),
        reason=form.text("reason", T("Alasan"), required=needs_reason, max_length=LONGEST_REASON, multiline=True),
    )


def _began(rows: list[external.Row]) -> Form:
    """Begin with what the last letter said: a corrected row differs in a word or two."""
    if not rows:
        return Form({"issued_by": BKN, "verdict": PertekVerdict.ACCEPTED})
    names = ("number", "letter_on", "issued_by", "valid_until", "nip", "name", *WORDS, "effective_on")
    return Form({name: str(value) for name in names if (value := getattr(rows[0], name))})


def _show(card: TransferCard, form: Form | None = None) -> Answer:
    session, actor, clock = current_session(), current_actor(), current_clock()
    rows, question = list(external.list_rows(session, card.id)), Question(session, card, actor, clock, Press())
    page = render_template(
        "transfers/pertek.html",
        card=card,
        form=form or _began(rows),
        rows=rows,
        standing=question.pertek,
        loose=external.list_loose(session, card.employee_nip or "") if may_record(card, actor) else (),
        marks=external.list_marks(session, card.id),
        may_record=may_record(card, actor),
        waits=waits_for_row(session, card),
        fields=FIELD_LABELS,
        agreements=Agreement,
        verdicts=PERTEK_VERDICT_LABELS,
        verdict_choices=[(one.value, translate(label)) for one, label in PERTEK_VERDICT_LABELS.items()],
        statuses=[(one.code, f"{one.code} {one.words}") for one in external.load_statuses(session).values()],
    )
    return page, form.status if form else 200


@pages.get("/usulan/<number>/pertek")
@requires(*READERS)
def show(number: str) -> Answer:
    """Show what BKN said about a transfer beside what the decree would say, and where the file stands in SIASN."""
    return _show(_get(number))


@pages.get("/pertek/tugas/<int:task_id>")
@requires(Permission.TRANSFERS_VERIFY)
def by_task(task_id: int) -> Answer:
    """Lead from a task to its transfer."""
    _task, card = get_own_task(task_id, (PERTEK,))
    return redirect(url_for("pertek.show", number=card.number), 303)


@pages.post("/usulan/<number>/pertek")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def record(number: str) -> Answer:
    """Record what a letter says about the employee; the transfer goes on by it."""
    card, form = _get(number), read_form()
    with form.catching():
        letter, row = _read_letter(form), _read_row(form)
        form.check()
        record_pertek(current_session(), number, letter, row, actor=current_actor(), clock=current_clock())
        show_notice(T("Tercatat: {verdict}.", verdict=PERTEK_VERDICT_LABELS[row.verdict]))
        return redirect(url_for("pertek.show", number=number), 303)
    return _show(card, form)


@pages.post("/usulan/<number>/pertek/hubungkan")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def link(number: str) -> Answer:
    """Let a row that came before its transfer count for it."""
    form = read_form()
    row_id = form.integer("row", T("Baris pertek"), least=1)
    form.check()
    link_row(current_session(), _get(number).number, row_id, actor=current_actor(), clock=current_clock())
    show_notice(T("Baris pertek terhubung dengan usulan ini."))
    return redirect(url_for("pertek.show", number=number), 303)


@pages.post("/usulan/<number>/siasn")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def note(number: str) -> Answer:
    """Note where the file stands in SIASN, and say what that means here."""
    card, form = _get(number), read_form()
    with form.catching():
        code = form.text("code", T("Status SIASN"))
        seen_on = form.day("seen_on", T("Dilihat tanggal"))
        words = form.text("note", T("Catatan"), required=False, max_length=2000, multiline=True)
        form.check()
        mark = NewMark(code, seen_on, words)
        status = note_status(current_session(), number, mark, actor=current_actor(), clock=current_clock())
        show_notice(T("{status}: {meaning}", status=status.words, meaning=MEANING_LABELS[status.meaning]))
        return redirect(url_for("pertek.show", number=number), 303)
    return _show(card, form)


@pages.get("/pertek")
@requires(*READERS)
def index() -> Answer:
    """List the letters."""
    may_import = current_actor().may(Permission.TRANSFERS_VERIFY, "")
    return render_template(
        "transfers/pertek_letters.html",
        letters=external.list_letters(current_session(), current_actor()),
        may_import=may_import,
    )


@pages.get("/pertek/<int:letter_id>")
@requires(*READERS)
def letter(letter_id: int) -> Answer:
    """Show a letter's rows: of the units the visitor works for, and to the whole office those without a transfer."""
    found, rows = external.get_letter(current_session(), letter_id, current_actor())
    seen = [(row, card) for row, card in ((row, _find(row)) for row in rows) if card or _is_for_all(row)]
    return render_template(
        "transfers/pertek_letter.html",
        letter=found,
        rows=seen,
        hidden=len(rows) - len(seen),
        verdicts=PERTEK_VERDICT_LABELS,
    )


def _find(row: external.Row) -> TransferCard | None:
    """Return the transfer of a row for who may see it."""
    session, actor = current_session(), current_actor()
    card = find_card_by_id(session, row.transfer_id) if row.transfer_id else None
    return card if card and may_see(session, card, actor) and _reads(card.from_path) else None


def _is_for_all(row: external.Row) -> bool:
    """Whether a row without a transfer may be shown: to whoever works for the whole office."""
    return row.transfer_id is None and _reads("")


def _reads(path: str) -> bool:
    actor = current_actor()
    return actor.may(Permission.TRANSFERS_READ, path) and any(actor.may(permission, path) for permission in READERS)


def _settings(form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    page = render_template(
        "transfers/pertek_settings.html",
        form=form,
        weights=external.load_weights(session, today),
        fields=FIELD_LABELS,
        weight_words=WEIGHT_LABELS,
        statuses=external.load_statuses(session).values(),
        meanings=MEANING_LABELS,
        field_choices=[(one.value, translate(label)) for one, label in FIELD_LABELS.items()],
        weight_choices=[(one.value, translate(label)) for one, label in WEIGHT_LABELS.items()],
        meaning_choices=[(one.value, translate(label)) for one, label in MEANING_LABELS.items()],
    )
    return page, form.status


@pages.get("/admin/pertek")
@requires(Permission.ADMIN)
def settings() -> Answer:
    """Show what differences do, and the codes of SIASN in words."""
    return _settings(Form({"from_on": current_clock().today().isoformat()}))


@pages.post("/admin/pertek")
@requires(Permission.ADMIN)
@writes
def weigh() -> Answer:
    """Say from a day on what a difference in a field does."""
    form, clock = read_form(), current_clock()
    with form.catching():
        field, weight = form.member("field", T("Kolom"), Field), form.member("weight", T("Akibat"), Weight)
        from_on = form.day("from_on", T("Berlaku mulai"))
        form.check()
        external.weigh_field(current_session(), field, weight, from_on, actor=current_actor(), clock=clock)
        show_notice(T("Tersimpan: {field}, {weight}.", field=FIELD_LABELS[field], weight=WEIGHT_LABELS[weight]))
        return redirect(url_for("pertek.settings"), 303)
    return _settings(form)


@pages.post("/admin/pertek/status")
@requires(Permission.ADMIN)
@writes
def word() -> Answer:
    """Add a code of SIASN, or reword one."""
    form = read_form()
    with form.catching():
        code, words = form.text("code", T("Kode"), max_length=8), form.text("words", T("Bunyi"))
        meaning = form.member("meaning", T("Artinya di sini"), Meaning)
        form.check()
        status = Status(code, words, meaning)
        external.word_status(current_session(), status, actor=current_actor(), at=current_clock().now())
        show_notice(T("Status tersimpan: {code} {words}.", code=code, words=words))
        return redirect(url_for("pertek.settings"), 303)
    return _settings(form)
