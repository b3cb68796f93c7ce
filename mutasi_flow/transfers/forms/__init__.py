"""Forms of the road: typed input for the services."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.forms import Form, clean_text
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.uploads import LARGEST_BYTES, Examined, examine
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.transfers.documents import Kind, Maker, Need, ReadyReason, Requirement, Upload
from mutasi_flow.transfers.domain import (
    REASON_CATEGORIES,
    STANCE_LABELS,
    Choice,
    Door,
    Ground,
    LegalKind,
    PaperVerdict,
    RecordedAct,
    Ruling,
    Stance,
    UnruledEffect,
)
from mutasi_flow.transfers.gates import LONGEST_REASON, Press
from mutasi_flow.transfers.objections import LONGEST_TERM_DAYS, NewObjection, ObjectionRow, Term
from mutasi_flow.transfers.objections import Verdict as Ruled
from mutasi_flow.transfers.review import Given, Review
from mutasi_flow.transfers.routes import ADVERSE_OUTCOMES, Route
from mutasi_flow.transfers.routes.exchange import LONGEST_TEXT, from_yaml
from mutasi_flow.transfers.service.paper_acts import NewPaperAct
from mutasi_flow.transfers.service.recording import LONGEST_PAPER, NOT_NEEDED
from mutasi_flow.transfers.workflow import Step

ANSWERED = (Stance.SUPPORT, Stance.CONDITIONS, Stance.AGAINST)
LONGEST_CODE = 64
LONGEST_LETTER_NUMBER = 200
"""With the letter's date it stands in one column of the opinion."""
LONGEST_VALIDITY_DAYS = 3650
LONGEST_CODE = 32
MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")
MOST_YEARS = 10
PICKED = re.compile(r"[0-9]{1,9}")
CODE = re.compile(r"[a-z][a-z0-9_]*")
PEER_QUESTIONS = ("workload", "handover", "team")
PEER_ANSWERS = ("good", "fair", "hard")


def read_reason(form: Form, *, needs_category: bool = True) -> tuple[str, str]:
    """Read category and text of a request's reason; a revocation has no category."""
    codes = [one.code for one in REASON_CATEGORIES]
    category = form.choice("reason_category", T("Golongan alasan"), codes, required=needs_category)
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


def read_months(first: str, last: str, today: date) -> tuple[date, date]:
    """Read two months like ``2026-03``; return the first day of the one and the last of the other.

    Left empty they are the month before last and the present one.

    Raises:
        InvalidInput: one is no month, they stand the wrong way round, or more than ten years apart.
    """
    given = (first or f"{today - relativedelta(months=2):%Y-%m}", last or f"{today:%Y-%m}")
    if not all(MONTH.fullmatch(month) for month in given):
        raise InvalidInput(T("Tulis bulan seperti 2026-03."))
    begins, ends = (date.fromisoformat(f"{month}-01") for month in given)
    if not begins <= ends < begins + relativedelta(years=MOST_YEARS):
        raise InvalidInput(T("Bulan awal harus sebelum bulan akhir, paling jauh {years} tahun.", years=MOST_YEARS))
    return begins, ends + relativedelta(months=1, days=-1)


def read_picks(values: Collection[str]) -> list[tuple[str, int]]:
    """Read transfers that were ticked, each as number and version seen; what is no such pair is left out."""
    pairs = (value.rpartition(":") for value in values)
    return [(number, int(text)) for number, _, text in pairs if number and PICKED.fullmatch(text)]


def read_choices(form: Form, review: Review) -> dict[int, Given]:
    """Read what an official decided about each transfer of a batch, as the page showed it."""
    ticked, given = set(form.values("ok")), {}
    for one in review.waiting:
        key = str(one.item.id)
        version = form.optional_integer(f"v-{key}", T("Versi"))
        chosen = form.value(f"choice-{key}")
        if version is None:
            continue
        if chosen in set(Choice):
            reason = form.value(f"reason-{key}")
            weighed = {opinion.id: form.value(f"weighed-{opinion.id}") for opinion in one.to_weigh}
            given[one.item.id] = Given(version, Choice(chosen), clean_text(reason, multiline=True), weighed)
        elif form.value(f"list-{key}"):
            given[one.item.id] = Given(version, Choice.APPROVE if key in ticked else Choice.HOLD, is_tick=True)
    return given


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


def read_outcome(form: Form, outcomes: Collection[str]) -> Answer:
    """Read what happened elsewhere: the outcome, the reason, and the paper behind it."""
    outcome = form.choice("outcome", T("Hasil"), outcomes)
    needs_paper, needs_reason = outcome != NOT_NEEDED, outcome in ADVERSE_OUTCOMES
    paper = form.text("paper", T("Nomor surat"), required=needs_paper, max_length=LONGEST_PAPER)
    paper_on = form.optional_day("paper_on", T("Tanggal surat"))
    reason = form.text("reason", T("Alasan"), required=needs_reason, max_length=LONGEST_REASON, multiline=True)
    form.check()
    return Answer(outcome, reason, {"paper": paper, "paper_on": paper_on.isoformat() if paper_on else ""})


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


def read_paper(form: Form, file: Examined, kinds: Collection[str]) -> Upload:
    """Read what was written about an uploaded paper of one of ``kinds``."""
    kind = form.choice("kind", T("Jenis dokumen"), kinds)
    number = form.text("letter_number", T("Nomor surat"), required=False, max_length=LONGEST_LETTER_NUMBER)
    letter_on = form.optional_day("letter_on", T("Tanggal surat"))
    form.check()
    return Upload(kind, form.filename("file"), file, number, letter_on)


def read_paper_act(form: Form, file: Examined) -> NewPaperAct:
    """Read what a clerk found on an official's letter."""
    act = form.member("act", T("Yang tertulis di surat"), RecordedAct)
    is_opinion = act is RecordedAct.OPINION
    stances = [stance.value for stance in ANSWERED]
    given: dict[str, Any] = {
        "task_id": form.optional_integer("task", T("Tanggapan siapa"), least=1) if is_opinion else None,
        "stance": form.choice("outcome", T("Tanggapan"), stances) if is_opinion else "",
        "official_account_id": None if is_opinion else form.optional_integer("official", T("Pejabat"), least=1),
    }
    number = form.text("letter_number", T("Nomor surat"), max_length=LONGEST_LETTER_NUMBER)
    letter_on = form.day("letter_on", T("Tanggal surat"))
    reason = form.text("reason", T("Alasan"), required=False, max_length=LONGEST_REASON, multiline=True)
    form.check()
    return NewPaperAct(act, number, letter_on, file, reason=reason, **given)


def read_requirement(form: Form, kinds: Collection[str]) -> Requirement:
    """Read a new version of a row of the requirement matrix; an empty criterion stands for "any"."""
    document = form.choice("document", T("Dokumen"), kinds)
    need = form.member("need", T("Kebutuhan"), Need)
    kind = form.choice("legal_kind", T("Jenis mutasi"), set(LegalKind), required=False)
    door = form.choice("door", T("Pintu"), set(Door), required=False)
    post = form.choice("post_kind", T("Jenis jabatan"), set(JabatanKind), required=False)
    days = form.optional_integer("valid_days", T("Masa berlaku (hari)"), least=1, most=LONGEST_VALIDITY_DAYS)
    issuer = form.text("issuer", T("Penerbit"), required=False, max_length=LONGEST_LETTER_NUMBER)
    source = form.text("source", T("Dasar aturan"), max_length=LONGEST_LETTER_NUMBER)
    maker = form.choice("maker", T("Dibuat oleh"), set(Maker), required=False)
    from_on = form.day("from_on", T("Berlaku mulai"))
    to_on = form.optional_day("to_on", T("Berlaku sampai"))
    form.check()
    return Requirement(
        document,
        need,
        LegalKind(kind) if kind else None,
        Door(door) if door else None,
        JabatanKind(post) if post else None,
        days,
        issuer,
        source,
        from_on,
        to_on,
        maker=Maker(maker) if maker else None,
    )


def read_ready_reason(form: Form, kinds: Collection[str]) -> ReadyReason:
    """Read a version of a ready reason for refusing a paper."""
    code = form.text("reason_code", T("Kode"), max_length=LONGEST_CODE)
    text = form.text("reason_text", T("Bunyi alasan"), max_length=LONGEST_LETTER_NUMBER)
    document = form.choice("reason_document", T("Dokumen"), kinds, required=False)
    from_on = form.day("reason_from_on", T("Berlaku mulai"))
    to_on = form.optional_day("reason_to_on", T("Berlaku sampai"))
    if code and not CODE.fullmatch(code):
        form.fail("reason_code", T("Kode: pakai huruf kecil, angka, dan garis bawah."))
    form.check()
    return ReadyReason(code, Text(text), document, from_on, to_on, form.flag("is_off"))


def read_kind(form: Form) -> Kind:
    """Read a kind of document of the office's own; its code is made of small letters, digits and low lines."""
    code = form.text("code", T("Kode"), max_length=LONGEST_CODE)
    name = form.text("name", T("Nama dokumen"), max_length=LONGEST_LETTER_NUMBER)
    if code and not CODE.fullmatch(code):
        form.fail("code", T("Kode: pakai huruf kecil, angka, dan garis bawah."))
    form.check()
    return Kind(code, Text(name), form.flag("is_letter"))


def read_verdict(form: Form) -> tuple[PaperVerdict, str]:
    """Read the verdict on a paper."""
    verdict = form.choice("verdict", T("Hasil"), [PaperVerdict.ACCEPTED.value, PaperVerdict.REFUSED.value])
    reason = form.text("verdict_reason", T("Yang harus diperbaiki"), required=False, max_length=LONGEST_REASON)
    form.check()
    return PaperVerdict(verdict), reason


def read_checked(form: Form, reasons: Collection[str]) -> tuple[PaperVerdict, str]:
    """Read a verdict with its ready reason, which own words may follow; a good paper needs none."""
    verdict = form.choice("verdict", T("Hasil"), [PaperVerdict.ACCEPTED.value, PaperVerdict.REFUSED.value])
    ready = form.choice("ready", T("Alasan"), reasons, required=False)
    own = form.text("own", T("Kata-kata sendiri"), required=False, max_length=LONGEST_LETTER_NUMBER)
    form.check()
    if verdict == PaperVerdict.ACCEPTED.value:
        return PaperVerdict.ACCEPTED, ""
    if not (ready or own):
        raise InvalidInput(T("Pilih alasannya, atau tuliskan apa yang harus diperbaiki."), field="ready")
    return PaperVerdict.REFUSED, " ".join(filter(None, (ready, own)))


def read_objection(form: Form, *, on_paper: bool) -> NewObjection:
    """Read an objection; number and day of receipt of the letter only where the office records one on paper."""
    ground = form.member("ground", T("Dasar keberatan"), Ground)
    reason = form.text("reason", T("Alasan keberatan"), max_length=LONGEST_REASON, multiline=True)
    letter = form.text("letter", T("Nomor surat"), max_length=LONGEST_LETTER_NUMBER) if on_paper else ""
    received_on = form.day("received_on", T("Tanggal terima")) if on_paper else None
    form.check()
    return NewObjection(ground, reason, letter, received_on)


def read_ruling(form: Form, objection: ObjectionRow) -> Ruled:
    """Read a ruling: how, why, and for an amended decree the new first day and, where it changes, the destination."""
    ruling = form.choice("ruling", T("Putusan"), objection.allowed)
    reason = form.text("reason", T("Pertimbangan"), max_length=LONGEST_REASON, multiline=True)
    start = form.optional_day("start", T("Mulai bertugas"))
    unit = form.text("to_unit", T("Kode unit"), required=False, max_length=LONGEST_CODE)
    post = form.text("to_post", T("Kode jabatan"), required=False, max_length=LONGEST_CODE)
    form.check()
    return Ruled(Ruling(ruling), reason, start, unit, post)


def read_term(form: Form) -> Term:
    """Read a regime of objections."""
    regime = form.text("regime", T("Aturan"), max_length=LONGEST_LETTER_NUMBER)
    file_days = form.integer("file_days", T("Batas waktu mengajukan"), least=1, most=LONGEST_TERM_DAYS)
    rule_days = form.integer("rule_days", T("Batas waktu memutus"), least=1, most=LONGEST_TERM_DAYS)
    unruled = form.member("unruled", T("Bila tidak diputus"), UnruledEffect)
    source = form.text("source", T("Dasar aturan"), max_length=LONGEST_LETTER_NUMBER)
    from_on = form.day("from_on", T("Berlaku mulai"))
    working = form.flag("file_in_working_days"), form.flag("rule_in_working_days")
    form.check()
    return Term(regime, file_days, working[0], rule_days, working[1], unruled, source, from_on)


__all__ = [
    "ANSWERED",
    "PEER_ANSWERS",
    "PEER_QUESTIONS",
    "STANCE_LABELS",
    "OpinionInput",
    "examine_file",
    "read_checked",
    "read_choices",
    "read_kind",
    "read_objection",
    "read_opinion",
    "read_paper",
    "read_paper_act",
    "read_press",
    "read_ready_reason",
    "read_reason",
    "read_requirement",
    "read_ruling",
    "read_term",
    "read_verdict",
    "read_version",
]


def take_route_file(form: Form) -> Form:
    """Return the form with the text of an uploaded file in the place of what was typed."""
    file = form.upload("file", T("Berkas"), max_bytes=LONGEST_TEXT, suffixes=(".yaml", ".yml"))
    if file is None:
        return form
    days = [f"{name}{part}" for name in ("from_on", "to_on") for part in ("", "-day", "-month", "-year")]
    kept = {name: form.value(name) for name in ("act", *days)}
    return Form({**kept, "text": file.data.decode(errors="replace")})


def read_route(form: Form, today: date) -> Route:
    """Read a route as text, with its days.

    Raises:
        InvalidInput: the text describes no route, or a day is none or over.
    """
    from_on = form.optional_day("from_on", T("Berlaku mulai"), earliest=today)
    to_on = form.optional_day("to_on", T("Berlaku sampai"))
    form.check()
    return replace(from_yaml(form.value("text")), from_on=from_on or today, to_on=to_on)
