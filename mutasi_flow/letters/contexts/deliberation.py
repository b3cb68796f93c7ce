"""Minutes of the performance assessment team (berita acara), and their correction.

Who was there, what was heard, how it was agreed; the leader signs by closing the sitting, the others in ink beside
their names. Layout as of Permendagri 1/2023 for a berita acara.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from mutasi_flow.letters.contexts.changes import Cited
from mutasi_flow.letters.contexts.parts import IssuingOffice, PublicFacts, Row, Signatory, Signature
from mutasi_flow.letters.domain import NEUTRAL, written_date

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
LABEL = "Berita Acara Sidang Tim Penilai Kinerja"
PLAN_LABEL = "Berita Acara Pembahasan Rencana Mutasi"
NOT_SHOWN = "–"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A member of the team; ``remark`` says why somebody was absent. The leader's signature stands above the others'."""

    name: str
    duty: str
    is_present: bool
    remark: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True)
class HeardItem:
    """One transfer of the agenda: who, from where to where, and what the team said."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PlanCase:
    """What minutes say of a plan beside what the team said: kept from the day on which it is put on an agenda."""

    compared: tuple[HeardItem, ...]
    proposed: tuple[str, ...]
    """Which scenario is proposed, and why."""
    proof: tuple[str, ...]
    """By what it is checked."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything the page shows, in the order in which it shows it."""

    head: tuple[str, ...]
    title: str
    opening: str
    attendees: tuple[Attendee, ...]
    quorum: str
    heard: tuple[HeardItem, ...]
    dropped: tuple[str, ...]
    """What was not heard, and why."""
    points: tuple[str, ...]
    """What a correction says."""
    closing: str
    seat: str
    dated_on: date
    dated_words: str
    signatory: Signatory
    public: PublicFacts
    signature: Signature
    corrects: str = ""
    """Number of the minutes that this one corrects."""
    heard_heading: str = "Pertimbangan atas usulan"
    decided: tuple[str, ...] = ()
    """What was decided of the whole, where it is not said of each."""
    dropped_heading: str = "Tidak dibahas"
    verification_url: str = ""
    emblem: str = "neutral"
    paper: str = "F4"
    is_demo: bool = False
    kind: str = "deliberation_minutes"
    schema: str = "mutasi-flow/letter/deliberation_minutes"
    version: int = 1


@dataclass(frozen=True, slots=True)
class Sat:
    """The sitting as its minutes name it."""

    office: IssuingOffice
    team: str
    decree: Cited
    held_on: date
    place: str
    leader: Signatory
    signature: Signature
    dated_on: date
    emblem: str = NEUTRAL


def written_day(day: date) -> str:
    """Return ``Senin, 2 Maret 2026``."""
    return f"{DAYS[day.weekday()]}, {written_date(day)}"


def deliberation_minutes(
    sat: Sat, attendees: Sequence[Attendee], quorum: str, heard: Sequence[HeardItem], dropped: Sequence[str] = ()
) -> Minutes:
    """Compose the minutes of a sitting; ``dropped`` names what was not heard, with the reason."""
    opening = (
        f"Pada hari {written_day(sat.held_on)}, bertempat di {sat.place}, {sat.team} yang dibentuk dengan Keputusan "
        f"{sat.decree} mengadakan sidang untuk memberikan pertimbangan atas usulan mutasi pegawai, dengan hasil sebagai "
        "berikut."
    )
    closing = "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."
    return _minutes(sat, LABEL, opening, closing, attendees=attendees, quorum=quorum, heard=heard, dropped=dropped)


def plan_minutes(
    sat: Sat,
    plan: str,
    attendees: Sequence[Attendee],
    quorum: str,
    *,
    compared: Sequence[HeardItem],
    decided: Sequence[str],
    left_out: Sequence[str],
) -> Minutes:
    """Compose the minutes of a sitting about a plan: scenarios compared, what was decided, which moves do not go on."""
    opening = (
        f"Pada hari {written_day(sat.held_on)}, bertempat di {sat.place}, {sat.team} yang dibentuk dengan Keputusan "
        f"{sat.decree} membahas rencana mutasi “{plan}”, dengan hasil sebagai berikut."
    )
    closing = "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."
    written = _minutes(
        sat, PLAN_LABEL, opening, closing, attendees=attendees, quorum=quorum, heard=compared, dropped=left_out
    )
    return replace(
        written,
        heard_heading="Skenario yang dibandingkan",
        decided=tuple(decided),
        dropped_heading="Mutasi yang tidak diteruskan",
        kind="plan_minutes",
        schema="mutasi-flow/letter/plan_minutes",
    )


def minutes_correction(sat: Sat, former: Cited, points: Sequence[str], attendees: Sequence[Attendee]) -> Minutes:
    """Compose the correction of minutes; it names the former ones, which stay as they are."""
    opening = (
        f"Berita Acara {former} tentang sidang {sat.team} pada hari {written_day(sat.held_on)} di {sat.place} "
        "diperbaiki sebagai berikut."
    )
    closing = (
        "Bagian lain dari berita acara itu tetap berlaku. Perbaikan ini menjadi bagian yang tidak terpisahkan dari "
        "berita acara yang diperbaiki."
    )
    label = "Berita Acara Perbaikan"
    return _minutes(sat, label, opening, closing, attendees=attendees, points=points, corrects=former.number)


def _minutes(
    sat: Sat,
    label: str,
    opening: str,
    closing: str,
    *,
    attendees: Sequence[Attendee],
    quorum: str = "",
    heard: Sequence[HeardItem] = (),
    dropped: Sequence[str] = (),
    points: Sequence[str] = (),
    corrects: str = "",
) -> Minutes:
    office = sat.office
    return Minutes(
        head=(office.name.upper(), sat.team.upper()),
        title=label.upper(),
        opening=opening,
        attendees=tuple(attendees),
        quorum=quorum,
        heard=tuple(heard),
        dropped=tuple(dropped),
        points=tuple(points),
        closing=closing,
        seat=office.seat or office.region,
        dated_on=sat.dated_on,
        dated_words=written_date(sat.dated_on),
        signatory=sat.leader,
        public=PublicFacts(
            label=label,
            subject=f"Sidang {sat.team} di lingkungan {office.name}",
            office=sat.team,
            name=NOT_SHOWN,
            nip=NOT_SHOWN,
        ),
        signature=sat.signature,
        corrects=corrects,
        emblem=sat.emblem,
        is_demo=office.is_demo,
    )
