"""The decree on the transfer of several people, whose annex lists them (Keputusan … tentang Pemindahan … dengan lampiran)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from mutasi_flow.letters.contexts.annex import (
    NAME_LAJUR,
    NEW,
    NO_ANNEX,
    OLD,
    ONLY_POST,
    POST,
    STARTS,
    UNIT,
    Annex,
    Member,
    annex,
    lajur_of,
)
from mutasi_flow.letters.contexts.house import SHIPPED, House
from mutasi_flow.letters.contexts.parts import Clause, DecreeMove, DecreePerson, IssuingOffice, PublicFacts, Signatory
from mutasi_flow.letters.contexts.transfer import (
    TransferDecree,
    Wording,
    copies_to,
    lasting_clauses,
    name_in_capitals,
    noting,
    values_of,
    wording,
)
from mutasi_flow.letters.contexts.wording import in_words_of
from mutasi_flow.letters.domain import written_date
from mutasi_flow.people.domain import EmploymentStatus

KIND = "collective_decree"
MOST_NAMED_UNITS = 6
"""So many units get a copy by name; more are named together."""


@dataclass(frozen=True, slots=True)
class CollectiveDecree(TransferDecree):
    """A decree whose people stand in its annex."""

    annex: Annex = NO_ANNEX
    kind: str = KIND
    schema: str = "mutasi-flow/letter/collective_decree"


@dataclass(frozen=True, slots=True)
class Collective:
    """Who is moved together, and from which day; a member's own day outweighs it."""

    office: IssuingOffice
    members: Sequence[Member]
    effective_on: date
    signatory: Signatory | None = None
    """Who signs; None: the head of region."""
    house: House = SHIPPED

    @property
    def words(self) -> Wording:
        """The words for all of them: people of different statuses are called civil servants of the state."""
        statuses = {one.person.status for one in self.members}
        common = wording(self.office, DecreePerson("", "", self.members[0].person.status), DecreeMove("", "", "", ""))
        is_mixed = EmploymentStatus.PPPK in statuses and len(statuses) > 1
        return replace(common, staff="Pegawai Aparatur Sipil Negara") if is_mixed else common

    @property
    def has_one_day(self) -> bool:
        """Whether the first day is the same for all, and nobody's last day is set."""
        days = {one.effective_on or self.effective_on for one in self.members}
        return len(days) == 1 and not any(one.move.until_on for one in self.members)

    @property
    def listed(self) -> Sequence[Member]:
        """The members as the annex lists them: with their day only when it differs."""
        if self.has_one_day:
            return [replace(one, effective_on=None) for one in self.members]
        return [replace(one, effective_on=one.effective_on or self.effective_on) for one in self.members]

    @property
    def first_day(self) -> date:
        """The first day on which anybody moves."""
        return min(one.effective_on or self.effective_on for one in self.members)


def _title(words: Wording) -> tuple[str, ...]:
    return (f"{words.act.upper()} {words.staff.upper()}", f"DI LINGKUNGAN {words.government.upper()}")


def _places(listed: Annex) -> str:
    """Return how the first clause names the columns of the former and the new place."""
    at = lajur_of(listed.columns)
    return (
        f"dalam jabatan yang tersebut dalam lajur {at[ONLY_POST]}, dari unit kerja yang tersebut dalam lajur "
        f"{at[UNIT.format(when=OLD)]} ke unit kerja yang tersebut dalam lajur {at[UNIT.format(when=NEW)]}"
        if ONLY_POST in at
        else f"dari jabatan dan unit kerja lama yang tersebut dalam lajur {at[POST.format(when=OLD)]} dan lajur "
        f"{at[UNIT.format(when=OLD)]} ke jabatan dan unit kerja baru yang tersebut dalam lajur "
        f"{at[POST.format(when=NEW)]} dan lajur {at[UNIT.format(when=NEW)]}"
    )


def _first_clause(words: Wording, listed: Annex, label: str) -> Clause:
    return Clause(
        label,
        f"Memindahkan {words.staff} yang namanya tersebut dalam lajur {NAME_LAJUR}, {_places(listed)}, sebagaimana "
        "tercantum dalam Lampiran yang merupakan bagian tidak terpisahkan dari Keputusan ini.",
    )


def _begin(collective: Collective, listed: Annex) -> str:
    """Return the common first day, or the column that holds the days."""
    return (
        f"tanggal {written_date(collective.first_day)}"
        if collective.has_one_day
        else f"tanggal yang tersebut dalam lajur {lajur_of(listed.columns)[STARTS]} Lampiran Keputusan ini"
    )


def _second_clause(collective: Collective, words: Wording, listed: Annex, labels: Sequence[str]) -> Clause:
    when = _begin(collective, listed)
    said = f"{words.act} sebagaimana dimaksud dalam Diktum {labels[0]} berlaku terhitung mulai {when}."
    return Clause(labels[1], said)


def _heads(collective: Collective) -> str:
    """Return the heads of units that get a copy, one in a line."""
    units = dict.fromkeys(unit for one in collective.members for unit in (one.move.from_unit, one.move.to_unit) if unit)
    if len(units) > MOST_NAMED_UNITS:
        return "Pimpinan unit kerja yang tersebut dalam Lampiran;"
    return "\n".join(f"Pimpinan {' '.join(unit.split())};" for unit in units)


def _copies(collective: Collective) -> tuple[str, ...]:
    named = copies_to(collective.office, ())
    return (*named[:-1], *_heads(collective).splitlines(), named[-1])


def collective_decree(collective: Collective, considered: Sequence[str], dated_on: date) -> CollectiveDecree:
    """Compose the decree on the members in their order; ``considered`` are the papers under "Memperhatikan"."""
    words, labels = collective.words, collective.house.labels
    office, title = collective.office, _title(words)
    listed = annex(
        f"KEPUTUSAN {words.issuer}", f"DAFTAR {words.staff.upper()} YANG DIPINDAHKAN", tuple(collective.listed)
    )
    about = f"{words.act} {words.staff} di Lingkungan {words.government}"
    statuses = {one.person.status for one in collective.members}
    decree = CollectiveDecree(
        issuer=words.issuer,
        province=words.province,
        subject=title,
        invocation=collective.house.invocation,
        considering=_considering(words, about),
        bases=collective.house.cite(KIND, statuses, dated_on),
        noting=noting(considered),
        ordering=f"KEPUTUSAN {words.issuer} TENTANG {' '.join(title)}.",
        clauses=(
            _first_clause(words, listed, labels[0]),
            _second_clause(collective, words, listed, labels),
            *lasting_clauses(words, labels[2:]),
        ),
        closing="Petikan Keputusan ini disampaikan kepada yang bersangkutan untuk diketahui dan dilaksanakan sebagaimana mestinya.",
        seat=office.seat or words.region,
        dated_on=dated_on,
        dated_words=written_date(dated_on),
        effective_on=collective.first_day,
        signatory=collective.signatory or Signatory((f"{words.issuer},",), name_in_capitals(office.head_name)),
        copies=_copies(collective),
        public=PublicFacts(
            label=f"Surat keputusan {words.act.lower()}",
            subject=about,
            office=words.issuer.title(),
            name=f"{len(collective.members)} pegawai",
            nip="-",
        ),
        verification_url="",
        emblem=collective.house.emblem,
        paper=collective.house.paper,
        is_demo=office.is_demo,
        annex=listed,
    )
    values = {
        **values_of(words, collective.house, about),
        "perpindahan": _places(listed),
        "berlaku": _begin(collective, listed),
        "pimpinan_unit": _heads(collective),
        "jumlah": str(len(collective.members)),
    }
    return in_words_of(collective.house, decree, values)


def _considering(words: Wording, about: str) -> tuple[str, ...]:
    """Why all of them are moved; the wishes of some among them are told in the papers."""
    return (
        (
            f"bahwa untuk memenuhi kebutuhan organisasi dan menempatkan {words.staff} sesuai dengan kompetensinya, perlu "
            f"dilakukan pemindahan {words.staff} di lingkungan {words.government};"
        ),
        (
            f"bahwa {words.staff} yang namanya tersebut dalam Lampiran Keputusan ini telah dipertimbangkan pemindahannya "
            "dengan memperhatikan kebutuhan pegawai pada unit kerja asal dan unit kerja tujuan;"
        ),
        (
            "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan huruf b, perlu menetapkan "
            f"{words.decree} tentang {about};"
        ),
    )
