"""What people say to be ready for: kinds of work and places, of their own accord and for a while. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import JabatanKind

MOST_DECLARED, LONGEST_NOTE = 5, 300
USUAL_TERM = timedelta(days=365)
LONGEST_TERM = timedelta(days=2 * 366)
"""What somebody was ready for two years ago has to be said again."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """For what somebody is ready; what is left open is any."""

    field: str = ""
    """Field of work."""
    kind: JabatanKind | None = None
    district: str = ""

    def covers(self, field: str, kind: JabatanKind, district: str) -> bool:
        """Whether it speaks of a post of this field and kind in this district; an unknown field or place is not covered."""
        return self.field in {"", field} and self.kind in {None, kind} and self.district in {"", district}


def check_term(to_on: date, today: date) -> None:
    """Refuse a last day that cannot be.

    Raises:
        InvalidInput: it has passed, or is too far away.
    """
    if to_on < today:
        raise InvalidInput(T("Hari terakhir sudah lewat. Pilih hari yang akan datang."), "to_on")
    if to_on > today + LONGEST_TERM:
        raise InvalidInput(T("Paling lama dua tahun; sesudah itu kesiapan dinyatakan lagi."), "to_on")
