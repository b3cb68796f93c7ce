"""Forms of the road: typed input for the services."""

from dataclasses import dataclass
from datetime import date

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import LARGEST_BYTES, Examined, examine
from mutasi_flow.transfers.documents import PAPER_LABELS, Upload
from mutasi_flow.transfers.domain import REASON_CATEGORIES, STANCE_LABELS, PaperKind, PaperVerdict, Stance
from mutasi_flow.transfers.gates import LONGEST_REASON, Press
from mutasi_flow.transfers.workflow import Step

ANSWERED = (Stance.SUPPORT, Stance.CONDITIONS, Stance.AGAINST)
LONGEST_LETTER_NUMBER = 200
"""With the letter's date it stands in one column of the opinion."""
PEER_QUESTIONS = ("workload", "handover", "team")
PEER_ANSWERS = ("good", "fair", "hard")


def read_reason(form: Form) -> tuple[str, str]:
    """Read category and text of a request's reason."""
    category = form.choice("reason_category", T("Golongan alasan"), [one.code for one in REASON_CATEGORIES])
    reason = form.text("reason", T("Penjelasan"), max_length=LONGEST_REASON, multiline=True)
    form.check()
    return category, reason


def read_press(form: Form, step: Step, version: int | None, weighed: dict[int, str]) -> Press:
    """Read what comes with an action of the road."""
    reason = form.text("reason", T("Alasan"), required=step.needs_reason, max_length=LONGEST_REASON, multiline=True)
    until: date | None = None
    if step.needs_date:
        until = form.day("until", T("Ditunda sampai"))
    effective_on = form.optional_day("effective_on", T("Mulai bertugas"))
    form.check()
    return Press(expected_version=version, reason=reason, until=until, effective_on=effective_on, weighed=weighed)


def read_version(form: Form) -> int | None:
    """Read the version that the page showed."""
    return form.optional_integer("version", T("Versi"))


@dataclass(frozen=True, slots=True)
class OpinionInput:
    """A stance with its reason and, from peers, the three structured answers."""

    stance: str
    reason: str
    answers: dict[str, str]


def read_opinion(form: Form, *, is_peer: bool) -> OpinionInput:
    """Read an opinion."""
    stance = form.choice("outcome", T("Tanggapan"), [stance.value for stance in ANSWERED])
    needs_reason = stance not in {"", Stance.SUPPORT.value}
    reason = form.text("reason", T("Alasan"), required=needs_reason, max_length=LONGEST_REASON, multiline=True)
    answers = {}
    if is_peer:
        answers = {
            question: form.choice(question, T("Jawaban"), PEER_ANSWERS, required=False) for question in PEER_QUESTIONS
        }
    form.check()
    return OpinionInput(stance, reason, {key: value for key, value in answers.items() if value})


def examine_file(form: Form) -> Examined:
    """Look into the uploaded file; takes up to seconds, so it is done before the write transaction.

    Raises:
        InvalidInput: no file was chosen, or it cannot be used.
    """
    given = form.upload("file", T("Berkas"), max_bytes=LARGEST_BYTES)
    form.check()
    if given is None:
        raise InvalidInput(T("Pilih berkas dahulu."), field="file")
    return examine(given.data)


def read_paper(form: Form, file: Examined) -> Upload:
    """Read what was written about an uploaded paper."""
    kind = form.member("kind", T("Jenis dokumen"), PaperKind)
    number = form.text("letter_number", T("Nomor surat"), required=False, max_length=LONGEST_LETTER_NUMBER)
    letter_on = form.optional_day("letter_on", T("Tanggal surat"))
    form.check()
    return Upload(kind, form.filename("file"), file, number, letter_on)


def read_verdict(form: Form) -> tuple[PaperVerdict, str]:
    """Read the verdict on a paper."""
    verdict = form.choice("verdict", T("Hasil"), [PaperVerdict.ACCEPTED.value, PaperVerdict.REFUSED.value])
    reason = form.text("verdict_reason", T("Yang harus diperbaiki"), required=False, max_length=LONGEST_REASON)
    form.check()
    return PaperVerdict(verdict), reason


__all__ = [
    "ANSWERED",
    "PAPER_LABELS",
    "PEER_ANSWERS",
    "PEER_QUESTIONS",
    "STANCE_LABELS",
    "OpinionInput",
    "examine_file",
    "read_opinion",
    "read_paper",
    "read_press",
    "read_reason",
    "read_verdict",
    "read_version",
]
