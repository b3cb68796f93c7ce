"""Closed lists of words of the rules: outcomes, levels, acts, who may grant an exemption."""

from enum import StrEnum

from mutasi_flow.core.texts import T, Text


class Outcome(StrEnum):
    """Answer of a rule."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """Weight of a failed rule."""

    BLOCK = "block"
    WARNING = "warning"
    INFO = "info"


class Act(StrEnum):
    """At which act of the road the rules are asked."""

    SUBMIT = "submit"
    APPROVE = "approve"
    DECREE = "decree"


class Authority(StrEnum):
    """Who may exempt a transfer from a rule, on a paper."""

    HEAD_OF_REGION = "head_of_region"
    MINISTER = "minister"
    BKN = "bkn"


class Unit(StrEnum):
    """What a parameter of a rule counts."""

    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"
    MONTH = "month"
    DAY = "day"
    PERCENT = "percent"
    HOURS = "hours"


OUTCOME_LABELS: dict[Outcome, Text] = {
    Outcome.PASS: T("Terpenuhi"),
    Outcome.FAIL: T("Belum terpenuhi"),
    Outcome.UNKNOWN: T("Belum dapat dinilai"),
}
LEVEL_LABELS: dict[Level, Text] = {
    Level.BLOCK: T("Wajib dipenuhi"),
    Level.WARNING: T("Perlu dipertimbangkan"),
    Level.INFO: T("Untuk diketahui"),
}
ACT_LABELS: dict[Act, Text] = {
    Act.SUBMIT: T("Pengajuan"),
    Act.APPROVE: T("Persetujuan"),
    Act.DECREE: T("Penerbitan SK"),
}
AUTHORITY_LABELS: dict[Authority, Text] = {
    Authority.HEAD_OF_REGION: T("PPK (kepala daerah)"),
    Authority.MINISTER: T("Menteri Dalam Negeri"),
    Authority.BKN: T("Kepala BKN"),
}
UNIT_LABELS: dict[Unit, Text] = {
    Unit.YEARS: T("tahun"),
    Unit.MONTHS: T("bulan"),
    Unit.DAYS: T("hari"),
    Unit.MONTH: T("bulan ke"),
    Unit.DAY: T("tanggal"),
    Unit.PERCENT: T("persen"),
    Unit.HOURS: T("jam"),
}
