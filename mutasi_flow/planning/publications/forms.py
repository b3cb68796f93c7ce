"""Input of the pages of publications."""

from datetime import date, timedelta

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.planning.publications.domain import Category, Promise, Window
from mutasi_flow.planning.publications.model import LONGEST_COMMENT, LONGEST_NOTE, LONGEST_REASON
from mutasi_flow.planning.publications.service.publishing import NewPublication


def start_publication(today: date, least: int, promise: Promise | None) -> Form:
    """Return the form with the shortest window from today on that keeps what was promised."""
    last = today + timedelta(days=least - 1)
    if promise is not None:
        last = max(last, promise.last)
    return Form({"opens_on": today.isoformat(), "closes_on": last.isoformat()})


def read_publication(form: Form) -> tuple[NewPublication, int | None]:
    """Read days and words of a publication, and which version of the plan the page showed.

    Raises:
        InvalidForm: something is missing or not understood.
    """
    new = NewPublication(
        Window(form.day("opens_on", T("Hari pertama")), form.day("closes_on", T("Hari terakhir"))),
        form.text("note", T("Kata pengantar"), required=False, max_length=LONGEST_NOTE, multiline=True),
    )
    version = form.optional_integer("version", T("Versi"))
    form.check()
    return new, version


def read_comment(form: Form) -> tuple[Category, str]:
    """Read what a comment is about, and its words.

    Raises:
        InvalidForm: something is missing or not understood.
    """
    category = form.member("category", T("Tentang"), Category)
    words = form.text("words", T("Tanggapan"), max_length=LONGEST_COMMENT, multiline=True)
    form.check()
    return category, words


def read_answer(form: Form, comment_id: int) -> tuple[str, bool]:
    """Read how a comment was weighed, and whether an earlier answer is meant to be changed.

    Raises:
        InvalidForm: there are no words, or too many.
    """
    name = f"answer-{comment_id}"
    words = form.text(name, T("Jawaban"), max_length=LONGEST_COMMENT, multiline=True)
    form.check()
    return words, form.flag("change")


def read_reason(form: Form) -> str:
    """Read why a publication is withdrawn.

    Raises:
        InvalidForm: there are no words, or too many.
    """
    reason = form.text("reason", T("Alasan"), max_length=LONGEST_REASON)
    form.check()
    return reason
