"""One row of a sheet of tasks, read into figures; what cannot be is a finding, never a zero."""

from dataclasses import dataclass
from typing import Any

from mutasi_flow.core.sheets.columns import Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.core.texts import T
from mutasi_flow.workload.domain import EFFECTIVE_MINUTES, TIMES_A_YEAR, Per
from mutasi_flow.workload.queries import PeriodCard
from mutasi_flow.workload.service.imports.task_columns import MONTH_KEYS

MOST = 1e9
HOUR = 60
_TOLERANCE = 0.05
_PER = {
    normalise(word): per
    for per, words in {
        Per.YEAR: ("tahun", "per tahun", "tahunan", "year", "setahun"),
        Per.MONTH: ("bulan", "per bulan", "bulanan", "month", "sebulan"),
        Per.WEEK: ("minggu", "per minggu", "mingguan", "week", "seminggu"),
        Per.DAY: ("hari", "per hari", "harian", "day", "sehari"),
    }.items()
    for word in words
}


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as a sheet gives it; ``row`` is where."""

    row: int
    name: str
    output: str
    volume: float
    minutes: float
    months: tuple[float | None, ...]
    note: str

    @property
    def figures(self) -> tuple[object, ...]:
        """All but the name, for comparing with what is stored."""
        return (self.output, self.volume, self.minutes, self.months, self.note)

    def as_row(self) -> dict[str, Any]:
        """Return the columns of the table."""
        return {
            "name": self.name,
            "output": self.output,
            "volume": self.volume,
            "minutes": self.minutes,
            "months": list(self.months),
            "note": self.note,
        }


def read_task(findings: Findings, record: Record, period: PeriodCard | None) -> TaskDraft | None:
    """Return the task of a row; None when there is none, or an error is noted."""
    given = record.values
    months = tuple(given.get(key) for key in MONTH_KEYS)
    volume, minutes = _volume(findings, record, months), _minutes(given)
    if not given.get("name"):
        if volume is not None or minutes is not None:
            findings.error(record.row, "name", "", T("Sel ini wajib diisi."))
        return None
    if volume is None and minutes is None and not findings.is_wrong(record.row):
        findings.warn(record.row, "name", given["name"], T("Tanpa volume dan waktu; baris ini dianggap judul."))
        return None
    for key, figure in (("volume", volume), ("minutes", minutes), *zip(MONTH_KEYS, months, strict=True)):
        if figure is None and key in ("volume", "minutes"):
            findings.error(record.row, key, "", T("Sel ini wajib diisi."))
        elif figure is not None and not 0 <= figure <= MOST:
            findings.error(record.row, key, figure, T("Angka ini tidak boleh kurang dari nol atau tidak masuk akal."))
    if findings.is_wrong(record.row) or volume is None or minutes is None:
        return None
    _compare(findings, record, volume * minutes, period)
    kept = months if any(month is not None for month in months) else ()
    return TaskDraft(
        record.row, given["name"], given.get("output") or "", volume, minutes, kept, given.get("note") or ""
    )


def _volume(findings: Findings, record: Record, months: tuple[float | None, ...]) -> float | None:
    """Return the volume a year: as given, else the sum of twelve months."""
    volume: float | None = record.values.get("volume")
    if volume is None:
        known = [month for month in months if month is not None]
        return sum(known) if len(known) == len(months) else None
    written = record.values.get("per")
    per = _PER.get(normalise(written)) if written else Per.YEAR
    if per is None:
        findings.error(record.row, "per", written, T("Tulis tahun, bulan, minggu, atau hari."))
        return volume
    return volume * TIMES_A_YEAR[per]


def _minutes(given: dict[str, Any]) -> float | None:
    minutes, hours = given.get("minutes"), given.get("hours")
    return hours * HOUR if minutes is None and hours is not None else minutes


def _compare(findings: Findings, record: Record, load: float, period: PeriodCard | None) -> None:
    """Warn where the sheet's own sums say otherwise; they are compared, never stored."""
    effective = period.effective_minutes if period else EFFECTIVE_MINUTES
    theirs, stated = record.values.get("effective"), record.values.get("stated")
    if theirs is not None and theirs not in (effective, effective / HOUR):
        findings.warn(
            record.row, "effective", theirs, T("Periode ini menghitung dengan {minutes} menit.", minutes=effective)
        )
    if stated is not None and abs(stated - load / effective) > max(_TOLERANCE, _TOLERANCE * stated):
        findings.warn(
            record.row, "stated", stated, T("Menurut volume dan waktu: {need} orang.", need=round(load / effective, 3))
        )
