"""Invented contexts of supporting letters, for previews and tests."""

from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from typing import Any

from mutasi_flow.letters.contexts.frozen import freeze
from mutasi_flow.letters.contexts.samples import DECREE, SAMPLE_CODE, SampleOffice
from mutasi_flow.letters.contexts.starting import Placed, PlacementNote, placement_note, start_statement
from mutasi_flow.letters.contexts.supporting import (
    Frame,
    LetterPerson,
    MovePlaces,
    SupportingLetter,
    acceptance_letter,
    cover_letter,
    discipline_statement,
    release_letter,
    study_statement,
    transfer_request,
)
from mutasi_flow.people.domain import EmploymentStatus

_FRAME = Frame(SampleOffice(), date(2026, 3, 2))
_PERSON = LetterPerson(
    "Wulan Setyowati, S.K.M.",
    "198604122010012014",
    EmploymentStatus.PNS,
    "Penata, III/c",
    "Penyuluh Kesehatan Masyarakat Ahli Muda",
    "Puskesmas Teluk Pandan",
)
_HEAD = LetterPerson(
    "dr. Bagus Prasetyo", "197501012002121003", EmploymentStatus.PNS, "Pembina, IV/a", "Kepala Puskesmas", _PERSON.unit
)
_RECEIVER = LetterPerson(
    "Ni Made Ayu Lestari, S.K.M.",
    "198002152005012007",
    EmploymentStatus.PNS,
    "Penata Tk. I, III/d",
    "Kepala Puskesmas",
    "Puskesmas Gunung Sari",
)
_PLACES = MovePlaces(f"{_PERSON.jabatan}, {_PERSON.unit}", (f"{_PERSON.jabatan}, Puskesmas Gunung Sari",))
_RECORDS = "Menurut catatan kepegawaian pada tanggal surat ini, tidak ada {subject} yang masih berjalan."


def _issued(letter: SupportingLetter | PlacementNote) -> dict[str, Any]:
    return {
        **freeze(letter),
        "number": "800.1.3.1/SP.48/BKPSDM/2026",
        "code": SAMPLE_CODE,
        "issued_at": "2026-03-02T02:00:00+00:00",
        "verification_url": "https://mutasi.sagarakab.example/verifikasi",
    }


def sample_transfer_request() -> dict[str, Any]:
    """Return a request with a reason."""
    return _issued(transfer_request(_FRAME, _PERSON, _PLACES, ("Merawat orang tua yang sakit di Gunung Sari.",)))


def sample_discipline_statement() -> dict[str, Any]:
    """Return a statement about discipline."""
    return _issued(discipline_statement(_FRAME, _HEAD, _PERSON, _RECORDS.format(subject="hukuman disiplin")))


def sample_study_statement() -> dict[str, Any]:
    """Return a statement about study."""
    return _issued(study_statement(_FRAME, _HEAD, _PERSON, _RECORDS.format(subject="tugas belajar")))


def sample_release_letter() -> dict[str, Any]:
    """Return a consent under a condition."""
    return _issued(release_letter(_FRAME, _HEAD, _PERSON, places=_PLACES, conditions=("Setelah ada pengganti.",)))


def sample_acceptance_letter() -> dict[str, Any]:
    """Return a consent without conditions."""
    return _issued(acceptance_letter(_FRAME, _RECEIVER, _PERSON, places=_PLACES))


def sample_cover_letter() -> dict[str, Any]:
    """Return a covering letter with what the file holds."""
    enclosed = ("Surat permohonan bertanda tangan;", "Tanggapan kepala unit asal: mendukung.")
    return _issued(cover_letter(_FRAME, _HEAD, _PERSON, places=_PLACES, enclosed=enclosed))


def sample_start_statement() -> dict[str, Any]:
    """Return the statement of the new head after the sample decree."""
    moved = replace(_PERSON, unit=_RECEIVER.unit)
    return _issued(start_statement(_FRAME, _RECEIVER, moved, DECREE, date(2026, 4, 1)))


def sample_placement_note(people: int = 2) -> dict[str, Any]:
    """Return a note that places so many people within a unit; the same two repeat."""
    moved = replace(_PERSON, unit=_RECEIVER.unit)
    places = cycle((Placed(moved, "Ruang Promosi Kesehatan"), Placed(_HEAD, "Ruang Pemeriksaan Umum")))
    placed = tuple(islice(places, people))
    return _issued(placement_note(_FRAME, _RECEIVER, placed, from_on=date(2026, 4, 1), decree=DECREE))
