"""The period of a temporary placement, and how much of the working time it takes."""

from datetime import date, timedelta

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import WHOLE_TIME

LONGEST_PERIOD = timedelta(days=731)
LEAST_SHARE = 10
"""Per cent of the working time: half a day a week."""


def find_fault(until_on: date, start: date, today: date) -> Text | None:
    """Return what stands against a last day: it comes after the first one and after today, within two years."""
    latest = today + LONGEST_PERIOD
    if until_on <= max(start, today):
        return T("Penempatan sementara berakhir {until}, tidak sesudah mulai bertugas.", until=until_on)
    return T("Penempatan sementara paling lama sampai {latest}.", latest=latest) if until_on > latest else None


def find_share_fault(share: int, until_on: date | None) -> Text | None:
    """Return what stands against a share of the working time, in per cent: a part of it is for a while only."""
    if not LEAST_SHARE <= share <= WHOLE_TIME:
        return T("Bagian waktu kerja {least} sampai {most} persen.", least=LEAST_SHARE, most=WHOLE_TIME)
    if share < WHOLE_TIME and until_on is None:
        return T("Sebagian waktu kerja hanya untuk penempatan sementara: isi hari terakhirnya.")
    return None
