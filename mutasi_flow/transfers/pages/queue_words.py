"""Words of the queue: what can be filtered, in which words, and the columns of its sheet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from flask import url_for

from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import translate
from mutasi_flow.inbox.domain import DueMark
from mutasi_flow.transfers.pages.requirements import DOORS
from mutasi_flow.transfers.pages.shown import AskedQueue
from mutasi_flow.transfers.queries import QueueRow
from mutasi_flow.transfers.queries.queue import PaperStand
from mutasi_flow.transfers.queries.views import SOON_DAYS, QueueView, Stage, Window
from mutasi_flow.transfers.status import WAITED_FOR

STAGE_LABELS: dict[Stage, Text] = {
    Stage.VERIFY: T("Menunggu verifikasi"),
    Stage.DECIDE: T("Menunggu putusan"),
    Stage.DECREE: T("Menunggu SK"),
    Stage.ALL: T("Semua tahap kantor"),
}
WINDOW_LABELS: dict[Window, Text] = {
    Window.LATE: T("Lewat batas"),
    Window.TODAY: T("Hari ini"),
    Window.SOON: T("Sampai {days} hari kerja lagi", days=SOON_DAYS),
    Window.LATER: T("Lebih lama"),
}
PAPER_LABELS: dict[PaperStand, Text] = {
    PaperStand.WAITING: T("Ada yang belum diperiksa"),
    PaperStand.REFUSED: T("Ada yang perlu diganti"),
    PaperStand.CHECKED: T("Sudah diperiksa semua"),
}

COLUMNS: tuple[Column, ...] = (
    Column("number", "Nomor", T("Nomor usulan."), example="MUT-2026-00417"),
    Column("name", "Nama", T("Nama pegawai.")),
    Column("nip", "NIP", T("NIP pegawai, sebagai teks; kosong bila belum ada."), kind=CellKind.DIGITS),
    Column("from_unit", "Unit asal", T("Unit yang ditinggalkan.")),
    Column("to_unit", "Unit tujuan", T("Unit tujuan yang sedang dipertimbangkan.")),
    Column("to_jabatan", "Jabatan tujuan", T("Jabatan di unit tujuan.")),
    Column("door", "Pintu", T("Siapa yang mengajukan: pegawai sendiri, unit, atau rencana.")),
    Column("stage", "Tahap", T("Tugas kantor yang sedang ditunggu.")),
    Column("sent_on", "Dikirim", T("Tanggal usulan pertama kali dikirim."), kind=CellKind.DATE),
    Column("opened_on", "Masuk tahap", T("Tanggal tugas ini dibuka."), kind=CellKind.DATE),
    Column("due_on", "Batas", T("Batas waktu tugas ini."), kind=CellKind.DATE),
    Column("clock", "Sisa waktu", T("Sisa waktu dalam hari kerja, atau berapa lama lewat batas.")),
)


def as_cells(rows: Sequence[QueueRow], marks: Mapping[int, DueMark], zone: tzinfo) -> Iterator[Sequence[Cell]]:
    """Return the sheet's rows in the order of ``COLUMNS``."""
    for row in rows:
        yield (
            row.number,
            row.employee_name,
            row.employee_nip,
            row.from_unit,
            row.to_unit,
            row.to_jabatan,
            translate(DOORS[row.door]),
            translate(WAITED_FOR[row.kind]),
            row.submitted_at.astimezone(zone).date() if row.submitted_at else None,
            row.opened_at.astimezone(zone).date(),
            row.due_on,
            translate(marks[row.task_id].text),
        )


def choices() -> dict[str, Any]:
    """Return what the fields of the filter offer."""
    return {"windows": WINDOW_LABELS, "doors": DOORS, "stands": PAPER_LABELS}


def view_words(view: QueueView) -> list[str]:
    """Say what a view narrows; empty when it shows everything of its stage."""
    labels = [
        WINDOW_LABELS[view.window] if view.window else None,
        DOORS[view.door] if view.door else None,
        PAPER_LABELS[view.papers] if view.papers else None,
    ]
    return [translate(label) for label in labels if label]


def stage_tabs(asked: AskedQueue) -> list[tuple[str, str, bool]]:
    """Return the stages as links that keep the rest of the filter."""
    kept: dict[str, Any] = asked.view.as_params() | ({"q": asked.q} if asked.q else {})
    return [
        (url_for("queue.verification", **kept | {"tahap": stage.value}), translate(label), asked.view.stage is stage)
        for stage, label in STAGE_LABELS.items()
    ]
