"""The table of employees, and what hangs on an employee: competence, wishes, relatives."""

from datetime import date
from typing import Any

import numpy as np

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.cells import clean_digits
from mutasi_flow.core.sheets.read import cell_text
from mutasi_flow.core.texts import T
from mutasi_flow.planning.reading import words
from mutasi_flow.planning.reading.faults import Sheet
from mutasi_flow.planning.reading.places import check_coordinates
from mutasi_flow.planning.snapshot import Days, Floats, Indices, Objects, Relations, Staff, Texts

NIP_DIGITS = 18
DEFAULT_RETIREMENT_AGE = 58
"""For administrators, supervisors and executors: UU 20/2023 art. 55; other ages stand in the column ``bup``."""
SERVING = frozenset({"01", "1", "71", "72", "aktif", "pns", "pppk aktif"})
NEVER = np.datetime64("9999-01-01")
EXTRA = ("alasan_kunci", "mapel", "jam", "poin")
UNKNOWN_PERSON = T("NIP ini tidak ada di tabel pegawai.")
UNKNOWN_UNIT = T("Kode unit ini tidak ada di tabel unit.")


def read_nips(sheet: Sheet, key: str) -> list[str | None]:
    """Read a column of NIPs; numbers and rounded ones are faults, since their last digits are lost."""
    place = sheet.table.header.places[key]
    found = [_nip(sheet, number, key, row[place]) for number, (_, row) in enumerate(sheet.table.rows)]
    rounded = [number for number, nip in enumerate(found) if nip is not None and nip.endswith("000")]
    if len(rounded) * 2 > len(found):  # a file that Excel rounded has nothing else
        for number in rounded:
            reason = T("Nomor ini berakhir 000: Excel membulatkannya. Salin lagi nomor lengkap dari sumbernya.")
            sheet.fault(number, key, found[number], reason)
    return found


def _nip(sheet: Sheet, number: int, key: str, cell: Any) -> str | None:
    text = cell.strip().lstrip("'") if isinstance(cell, str) else ""
    if len(text) == NIP_DIGITS and text.isascii() and text.isdecimal():
        return text
    try:
        digits = clean_digits(cell)
    except InvalidInput as refusal:
        sheet.fault(number, key, cell_text(cell), refusal.text)
        return None
    if digits is not None and len(digits) != NIP_DIGITS:
        reason = T("NIP terdiri dari 18 angka, yang tertulis {count} angka.", count=len(digits))
        sheet.fault(number, key, digits, reason)
        return None
    return digits


def retirement(born: Days, age: Floats) -> Days:
    """Return the first day of the month after the one in which ``age`` is reached."""
    months = born.astype("datetime64[M]") + (age * 12).astype(np.int64) + 1
    return months.astype("datetime64[D]")


def read_staff(sheet: Sheet, units: dict[str, int], jabatan: dict[str, int], today: date) -> tuple[Staff, Objects]:
    """Return staff in the order of the rows, without cells; and the codes of NIP as objects, None where faulty."""
    nips = read_nips(sheet, "nip")
    sheet.refuse_twins("nip", list(nips))
    unit = sheet.indices("unit_kode", units, UNKNOWN_UNIT)
    sheet.refuse("tgl_lahir", lambda born: born >= today, T("Tanggal lahir ini belum lewat."))
    check_coordinates(sheet)
    partner = [-1 if code is None else units.get(code, -1) for code in sheet.column("pasangan_unit")]
    ages = np.nan_to_num(sheet.numbers("bup"), nan=DEFAULT_RETIREMENT_AGE)
    retires = retirement(_days(sheet, "tgl_lahir", np.datetime64("1970-01-01")), ages)
    contract = _days(sheet, "akhir_kontrak", NEVER)
    status = [str(value or "").casefold() for value in sheet.column("status")]
    position = [str(value or "01").casefold() for value in sheet.column("kedudukan_hukum")]
    staff = Staff(
        nip=np.array([nip or "" for nip in nips], "<U18"),
        name=np.array([name or "" for name in sheet.column("nama")], object),
        cell=np.full(len(sheet), -1, np.int64),
        unit=np.array(unit, np.int64),
        jabatan=np.array([jabatan.get(code, -1) for code in sheet.column("jabatan_kode")], np.int64),
        held_on=_days(sheet, "tmt_jabatan", np.datetime64(today)),
        retires_on=retires,
        leaves_on=np.minimum(retires, contract),
        education=words.levels(
            sheet, "pendidikan_tingkat", words.education, T("Tingkat pendidikan ini tidak dikenal.")
        ),
        field=np.array([str(value or "").casefold() for value in sheet.column("pendidikan_bidang")], object),
        grade=words.levels(sheet, "gol", words.grade, T("Golongan ini tidak dikenal. Tulis seperti III/a.")),
        performance=words.levels(sheet, "kinerja", words.performance, T("Isi kinerja dengan 1 sampai 5.")),
        latitude=sheet.numbers("lat"),
        longitude=sheet.numbers("lon"),
        partner_unit=np.array(partner, np.int64),
        hard_months=np.nan_to_num(sheet.numbers("bulan_daerah_sulit")),
        certificates=_certificates(sheet),
        is_volunteer=words.flags(sheet, "sukarela"),
        is_locked=words.flags(sheet, "kunci"),
        is_active=np.array([it in SERVING for it in position], np.bool_)
        & np.array([it != "cpns" for it in status], bool),
        is_pppk=np.array([it.startswith("pppk") for it in status], np.bool_),
        keeps_jabatan=words.flags(sheet, "tetap_jabatan"),
        is_disciplined=words.mentions(sheet, "hukdis"),
        is_absent=words.mentions(sheet, "cuti_tb"),
        is_due=words.flags(sheet, "wajib_pindah"),
        experience=words.levels(sheet, "berpengalaman", words.yes_or_no, T("Isi dengan 1 (ya) atau 0 (tidak).")),
    )
    return staff, _objects(list(nips))


def _certificates(sheet: Sheet) -> Objects:
    """Return what each holds: where the column is there, an empty cell says none; without it nothing is known."""
    nothing = frozenset[str]() if sheet.has("sertifikat") else None
    return _objects([words.names(value) or nothing for value in sheet.column("sertifikat")])


def _objects(values: list[Any]) -> Objects:
    array = np.empty(len(values), object)
    array[:] = values
    return array


def _days(sheet: Sheet, key: str, empty: np.datetime64) -> Days:
    return np.array([empty if day is None else np.datetime64(day) for day in sheet.column(key)], "datetime64[D]")


def read_extra(sheet: Sheet, order: Indices) -> dict[str, Objects]:
    """Return the columns that a plan carries along but does not use."""
    return {key: _objects(sheet.column(key))[order] for key in EXTRA if sheet.has(key)}


def read_competence(sheet: Sheet, people: dict[str, int]) -> tuple[Texts, Floats]:
    """Return the codes, and the levels per employee; NaN where nothing is on record."""
    person = _people(sheet, "nip", people)
    codes = [None if code is None else str(code).casefold() for code in sheet.column("kode")]
    sheet.refuse_twins(
        "kode",
        [None if code is None else pair for code, pair in zip(codes, zip(person, codes, strict=True), strict=True)],
    )
    known = sorted({code for code in codes if code is not None})
    index = {code: place for place, code in enumerate(known)}
    levels = np.full((len(people), len(known)), np.nan)
    for who, code, level in zip(person, codes, sheet.column("level"), strict=True):
        if who >= 0 and code is not None and level is not None:
            levels[who, index[code]] = level
    return np.array(known, np.str_), levels


def read_wishes(sheet: Sheet, people: dict[str, int], units: dict[str, int]) -> list[tuple[int, int, int, str | None]]:
    """Return person, rank, unit and jabatan code (None: the present one) of each wish."""
    person = _people(sheet, "nip", people)
    unit = sheet.indices("unit_kode", units, UNKNOWN_UNIT)
    ranks = sheet.column("urutan")
    sheet.refuse_twins("urutan", [(who, rank) if who >= 0 else None for who, rank in zip(person, ranks, strict=True)])
    rows = zip(person, ranks, unit, sheet.column("jabatan_kode"), strict=True)
    return [(who, rank, where, code) for who, rank, where, code in rows if who >= 0 and where >= 0 and rank is not None]


def read_relations(sheet: Sheet, people: dict[str, int]) -> Relations:
    """Return the pairs, each once."""
    first, second = _people(sheet, "nip_a", people), _people(sheet, "nip_b", people)
    for place, (one, other) in enumerate(zip(first, second, strict=True)):
        if one == other >= 0:
            sheet.fault(place, "nip_b", sheet.column("nip_b")[place], T("Seseorang bukan keluarga dirinya sendiri."))
    pairs = sorted({(min(pair), max(pair)) for pair in zip(first, second, strict=True)})
    array = np.array(pairs, np.int64).reshape(-1, 2)
    return Relations(array[:, 0].copy(), array[:, 1].copy())


def _people(sheet: Sheet, key: str, people: dict[str, int]) -> list[int]:
    nips = read_nips(sheet, key)
    found = [-1 if nip is None else people.get(nip, -1) for nip in nips]
    for place, (nip, position) in enumerate(zip(nips, found, strict=True)):
        if nip is not None and position < 0:
            sheet.fault(place, key, nip, UNKNOWN_PERSON)
    return found
