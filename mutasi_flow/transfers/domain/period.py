"""The period of a temporary placement."""

from datetime import date, timedelta

from mutasi_flow.core.texts import T, Text

LONGEST_PERIOD = timedelta(days=731)


def find_fault(until_on: date, start: date, today: date) -> Text | None:
    """Return what stands against a last day: it comes after the first one and after today, within two years."""
    latest = today + LONGEST_PERIOD
    if until_on <= max(start, today):
        return T("Penempatan sementara berakhir {until}, tidak sesudah mulai bertugas.", until=until_on)
    return T("Penempatan sementara paling lama sampai {latest}.", latest=latest) if until_on > latest else None
