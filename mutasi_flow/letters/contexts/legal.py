"""Legal bases ("Mengingat") as data: each with the days on which it may be cited.

The list holds national law on a move inside one government. Gazette numbers (LN, TLN, BN) were written from general
knowledge and are to be read over by the office's legal section before the first decree; an office adds its own
founding law and bylaws.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from mutasi_flow.people.domain import EmploymentStatus

ALWAYS = date(9999, 12, 31)
EVERYBODY = frozenset(EmploymentStatus)
CIVIL_SERVANTS = frozenset({EmploymentStatus.PNS, EmploymentStatus.CPNS})
CONTRACTED = frozenset({EmploymentStatus.PPPK})
EVERY_KIND: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One regulation as a decree cites it; ``valid_to`` is its last day in force."""

    text: str
    valid_from: date
    valid_to: date = ALWAYS
    statuses: frozenset[EmploymentStatus] = EVERYBODY
    kinds: frozenset[str] = EVERY_KIND
    """Kinds of letters that cite it; empty: all."""

    def applies(self, statuses: Collection[EmploymentStatus], kind: str, on: date) -> bool:
        """Whether a letter of that kind and day about people of these statuses cites it."""
        is_in_force = self.valid_from <= on <= self.valid_to
        return is_in_force and not self.statuses.isdisjoint(statuses) and (not self.kinds or kind in self.kinds)


LEGAL_BASES: tuple[LegalBasis, ...] = (
    LegalBasis(
        "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah (Lembaran Negara Republik Indonesia Tahun 2014 "
        "Nomor 244, Tambahan Lembaran Negara Republik Indonesia Nomor 5587) sebagaimana telah diubah beberapa kali, "
        "terakhir dengan Undang-Undang Nomor 6 Tahun 2023 tentang Penetapan Peraturan Pemerintah Pengganti "
        "Undang-Undang Nomor 2 Tahun 2022 tentang Cipta Kerja menjadi Undang-Undang (Lembaran Negara Republik "
        "Indonesia Tahun 2023 Nomor 41, Tambahan Lembaran Negara Republik Indonesia Nomor 6856);",
        date(2023, 3, 31),
    ),
    LegalBasis(
        "Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara (Lembaran Negara Republik Indonesia Tahun "
        "2023 Nomor 141, Tambahan Lembaran Negara Republik Indonesia Nomor 6897);",
        date(2023, 10, 31),
    ),
    LegalBasis(
        "Peraturan Pemerintah Nomor 11 Tahun 2017 tentang Manajemen Pegawai Negeri Sipil (Lembaran Negara Republik "
        "Indonesia Tahun 2017 Nomor 63, Tambahan Lembaran Negara Republik Indonesia Nomor 6037) sebagaimana telah "
        "diubah dengan Peraturan Pemerintah Nomor 17 Tahun 2020 (Lembaran Negara Republik Indonesia Tahun 2020 Nomor "
        "68, Tambahan Lembaran Negara Republik Indonesia Nomor 6477);",
        date(2020, 2, 28),
        statuses=CIVIL_SERVANTS,
    ),
    LegalBasis(
        "Peraturan Pemerintah Nomor 49 Tahun 2018 tentang Manajemen Pegawai Pemerintah dengan Perjanjian Kerja "
        "(Lembaran Negara Republik Indonesia Tahun 2018 Nomor 224, Tambahan Lembaran Negara Republik Indonesia Nomor "
        "6264);",
        date(2018, 11, 28),
        statuses=CONTRACTED,
    ),
    LegalBasis(
        "Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil (Lembaran Negara Republik "
        "Indonesia Tahun 2021 Nomor 202, Tambahan Lembaran Negara Republik Indonesia Nomor 6718);",
        date(2021, 8, 31),
        statuses=CIVIL_SERVANTS,
    ),
    LegalBasis(
        "Peraturan Badan Kepegawaian Negara Nomor 5 Tahun 2019 tentang Tata Cara Pelaksanaan Mutasi (Berita Negara "
        "Republik Indonesia Tahun 2019 Nomor 391);",
        date(2019, 4, 5),
        statuses=CIVIL_SERVANTS,
    ),
)


def short_bases_for(
    status: EmploymentStatus, on: date, *, among: Sequence[LegalBasis] = LEGAL_BASES
) -> tuple[str, ...]:
    """Return the bases without the gazettes in which they stand, as a note names them."""
    return tuple(re.sub(r" \([^)]*\)", "", text) for text in bases_for((status,), on, among=among))


def bases_for(
    statuses: Collection[EmploymentStatus], on: date, *, kind: str = "", among: Sequence[LegalBasis] = LEGAL_BASES
) -> tuple[str, ...]:
    """Return the bases that a letter of ``on`` cites, in their order of rank."""
    return tuple(basis.text for basis in among if basis.applies(statuses, kind, on))
