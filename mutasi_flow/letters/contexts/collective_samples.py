"""Invented collective decrees, excerpts and copies, for previews and tests."""

from collections.abc import Sequence
from datetime import date
from itertools import cycle, islice
from typing import Any

from mutasi_flow.letters.contexts.annex import Member
from mutasi_flow.letters.contexts.collective import Collective, collective_decree
from mutasi_flow.letters.contexts.copies import DecreeCopy, certified_copy, excerpt, member_excerpts
from mutasi_flow.letters.contexts.frozen import freeze
from mutasi_flow.letters.contexts.house import SHIPPED, House
from mutasi_flow.letters.contexts.parts import DecreeMove, DecreePerson, Signatory
from mutasi_flow.letters.contexts.samples import (
    DECREE,
    MOVE,
    PERSON,
    SAMPLE_CODE,
    SampleOffice,
    sample_transfer_decree,
)
from mutasi_flow.people.domain import EmploymentStatus

PNS = EmploymentStatus.PNS
CERTIFIER = Signatory(
    ("Kepala Bagian Hukum,",), "Rangga Pradana, S.H., M.H.", ("Pembina, IV/a", "NIP 197908152005011009")
)
EFFECTIVE_ON = date(2026, 4, 1)
_NUMBER, _COPY_CODE = "800.1.3.1/73/BKPSDM/2026", "7K3M0QXA5TRW9BHE"
_MEMBERS = (
    Member(PERSON, MOVE),
    Member(
        DecreePerson("Gilang Saputro, S.Sos.", "198907232014021003", PNS, "Penata Muda Tk. I, III/b"),
        DecreeMove(
            "Sekretariat, Dinas Kesehatan",
            "Kepala Subbagian Umum dan Kepegawaian",
            "Bidang Mutasi, Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
            "Analis Sumber Daya Manusia Aparatur Ahli Muda",
        ),
    ),
    Member(
        DecreePerson("Ni Made Ayu Lestari, S.K.M.", "198002152005012007", PNS, "Penata Tk. I, III/d"),
        DecreeMove(
            "Puskesmas Gunung Sari, Dinas Kesehatan", "Kepala Puskesmas", "Puskesmas Teluk Pandan", "Kepala Puskesmas"
        ),
    ),
)
_CONSIDERED = ("Usulan mutasi pegawai hasil sidang Tim Penilai Kinerja tanggal 20 Februari 2026",)


def collective_of(members: Sequence[Member], house: House = SHIPPED) -> Collective:
    """Return the invented regency's decree on these members."""
    return Collective(SampleOffice(), members, EFFECTIVE_ON, house=house)


def _added(number: str, code: str) -> dict[str, Any]:
    return {
        "number": number,
        "code": code,
        "issued_at": f"{DECREE.dated_on.isoformat()}T02:00:00+00:00",
        "verification_url": "https://mutasi.sagarakab.example/verifikasi",
    }


def sample_collective_decree(people: int = len(_MEMBERS), house: House = SHIPPED) -> dict[str, Any]:
    """Return an issued decree on so many people; the same few repeat."""
    members = tuple(islice(cycle(_MEMBERS), people))
    decree = collective_decree(collective_of(members, house), _CONSIDERED, DECREE.dated_on)
    return {**freeze(decree), **_added(_NUMBER, SAMPLE_CODE)}


def _issued(copy: DecreeCopy) -> dict[str, Any]:
    return {**freeze(copy), **_added(copy.original.number, _COPY_CODE)}


def sample_member_excerpt() -> dict[str, Any]:
    """Return the excerpt for the second person of the collective decree."""
    _first, second, *_others = member_excerpts(sample_collective_decree(), collective_of(_MEMBERS), certifier=CERTIFIER)
    return _issued(second)


def sample_transfer_excerpt() -> dict[str, Any]:
    """Return the excerpt of the decree on one person."""
    return _issued(excerpt(sample_transfer_decree(), CERTIFIER, PERSON.name, MOVE.from_unit))


def sample_certified_copy() -> dict[str, Any]:
    """Return the certified copy of the collective decree."""
    return _issued(certified_copy(sample_collective_decree(), CERTIFIER))
