"""Is this letter real? Anybody who holds one may ask; nobody can leaf through them."""

from flask import Blueprint, Response, redirect, render_template, request, url_for

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, current_session, public, translate
from mutasi_flow.letters.domain import (
    METHOD_LABELS,
    STANDING_LABELS,
    STANDING_SENTENCES,
    Standing,
    group_code,
    read_code,
)
from mutasi_flow.letters.queries import PublicLetter, find_signature
from mutasi_flow.public.schemas import (
    LARGEST_COMPARED,
    SHOWN_DIGEST,
    UNKNOWN,
    digest_sentences,
    find_letter,
    limited,
)

pages = Blueprint("verification", __name__)

UNKNOWN_STATUS = 404
COLOURS = {
    Standing.VALID: "green",
    Standing.AMENDED: "green",
    Standing.UNSIGNED: "yellow",
    Standing.REVOKED: "grey",
    Standing.REPLACED: "grey",
    Standing.WITHDRAWN: "grey",
}
LATER_LABELS = {
    Standing.AMENDED: T("Lihat surat yang mengubahnya"),
    Standing.REVOKED: T("Lihat surat yang mencabutnya"),
    Standing.REPLACED: T("Lihat surat penggantinya"),
}


@pages.after_request
def _keep_out_of_indexes(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _ask(form: Form) -> Answer:
    return render_template("public/verify.html", form=form), UNKNOWN_STATUS if form.has_errors else form.status


@pages.get("/verifikasi")
@limited
@public
def ask() -> Answer:
    """Ask for the code, or lead to the page of the one that was typed."""
    form = Form(request.args)
    typed = request.args.get("kode", "").strip()
    if not typed:
        return _ask(Form())
    code = read_code(typed)
    if code is None:
        form.errors["kode"] = UNKNOWN
        return _ask(form)
    return redirect(url_for("verification.show", code=code), 303)


@pages.get("/verifikasi/<code>")
@limited
@public
def show(code: str) -> Answer:
    """Say how the letter stands, with what is needed to compare it with the paper in hand."""
    try:
        letter = find_letter(current_session(), code)
    except NotFound:
        form = Form({"kode": code[:80]})
        form.errors["kode"] = UNKNOWN
        return _ask(form)
    return _show(letter)


def _show(letter: PublicLetter) -> Answer:
    standing, signature = letter.row.standing, find_signature(current_session(), letter.row.id)
    sentences = digest_sentences(letter, signature)
    return render_template(
        "public/verification.html",
        row=letter.row,
        facts=letter.facts,
        label=STANDING_LABELS[standing],
        sentence=STANDING_SENTENCES[standing],
        colour=COLOURS[standing],
        code=group_code(letter.row.code),
        digest=letter.row.sha256[:SHOWN_DIGEST],
        later=letter.later,
        later_label=LATER_LABELS.get(standing),
        earlier=letter.earlier,
        changes=letter.changes,
        signature=signature,
        method_labels=METHOD_LABELS,
        sentences={digest: translate(sentence) for digest, sentence in sentences.items()},
        largest=LARGEST_COMPARED,
    )
