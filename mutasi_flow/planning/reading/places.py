"""Units, their tree and coordinates; posts, their need; what each jabatan asks for; the figures of the rules."""

from collections.abc import Hashable

import numpy as np

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import subject_key
from mutasi_flow.planning.reading import words
from mutasi_flow.planning.reading.columns import COMPETENCE_PREFIX
from mutasi_flow.planning.reading.faults import Sheet
from mutasi_flow.planning.snapshot import (
    DEFAULT_RULES,
    Floats,
    Indices,
    LessonHours,
    Objects,
    Requirements,
    Texts,
    Units,
)

MINUTES_OF_A_YEAR = (1_000, 527_040)


def check_coordinates(sheet: Sheet) -> None:
    """Refuse a coordinate without the other."""
    for key, other in (("lat", "lon"), ("lon", "lat")):
        for place, (value, partner) in enumerate(zip(sheet.column(key), sheet.column(other), strict=True)):
            if value is not None and partner is None and (place, other) not in sheet.refused:
                sheet.fault(place, other, "", T("Lintang dan bujur harus diisi keduanya."))


def read_units(sheet: Sheet) -> tuple[Units, list[Text]]:
    """Return units in the order of the rows, and what to know about them."""
    codes = sheet.column("unit_kode")
    sheet.refuse_twins("unit_kode", list(codes))
    index = {code: place for place, code in enumerate(codes) if code is not None}
    parents = sheet.column("induk_kode")
    parent = np.array([-1 if code is None else index.get(code, -1) for code in parents], np.int64)
    _refuse_cycles(sheet, parent)
    check_coordinates(sheet)
    strangers = sorted({code for code in parents if code is not None and code not in index})
    notes = [
        T("Induk {code} tidak ada di tabel unit; unit di bawahnya dibaca sebagai puncak.", code=code)
        for code in strangers
    ]
    units = Units(
        code=np.array([code or "" for code in codes], np.str_).reshape(-1),
        name=np.array([name or code or "" for name, code in zip(sheet.column("nama"), codes, strict=True)], object),
        parent=parent,
        region=np.array([code or "" for code in sheet.column("wilayah_kode")], object),
        latitude=sheet.numbers("lat"),
        longitude=sheet.numbers("lon"),
        hardship=np.nan_to_num(sheet.numbers("daerah_sulit")).astype(np.int64),
    )
    return units, notes


def _refuse_cycles(sheet: Sheet, parent: Indices) -> None:
    """Note every unit that is its own ancestor."""
    state = [0] * len(parent)
    for start in range(len(parent)):
        path = []
        unit = start
        while unit >= 0 and state[unit] == 0:
            state[unit] = 1
            path.append(unit)
            unit = int(parent[unit])
        if unit >= 0 and state[unit] == 1:
            for member in path[path.index(unit) :]:
                reason = T("Susunan unit berputar: unit ini menjadi induk dirinya sendiri.")
                sheet.fault(member, "induk_kode", sheet.column("induk_kode")[member], reason)
        for member in path:
            state[member] = 2


def read_posts(sheet: Sheet, units: dict[str, int]) -> list[int]:
    """Check the table of posts and return the unit of each row."""
    found = sheet.indices("unit_kode", units, T("Kode unit ini tidak ada di tabel unit."))
    keys: list[Hashable] = [
        None if unit is None or jabatan is None else (unit, jabatan)
        for unit, jabatan in zip(sheet.column("unit_kode"), sheet.column("jabatan_kode"), strict=True)
    ]
    sheet.refuse_twins("jabatan_kode", keys)
    for place, (least, most) in enumerate(zip(sheet.column("minimum"), sheet.column("formasi"), strict=True)):
        if least is not None and most is not None and least > most:
            sheet.fault(place, "minimum", least, T("Jumlah terkecil melebihi formasi ({most}).", most=most))
    return found


def read_tasks(sheet: Sheet, posts: dict[tuple[str, str], int], units: dict[str, int]) -> list[int]:
    """Check task rows and return the place of the post of each, -1 where no post is given for it."""
    sheet.indices("unit_kode", units, T("Kode unit ini tidak ada di tabel unit."))
    found = [
        posts.get((unit, jabatan), -1)
        for unit, jabatan in zip(sheet.column("unit_kode"), sheet.column("jabatan_kode"), strict=True)
    ]
    for place, post in enumerate(found):
        unit, jabatan = sheet.column("unit_kode")[place], sheet.column("jabatan_kode")[place]
        if post < 0 and unit in units and jabatan is not None:
            sheet.fault(place, "jabatan_kode", jabatan, T("Unit dan jabatan ini tidak ada di tabel petak."))
    return found


def read_lessons(sheet: Sheet, units: dict[str, int]) -> LessonHours:
    """Return the lessons of schools in the order of unit and subject; without a group hours are taken one by one."""
    found = sheet.indices("unit_kode", units, T("Kode unit ini tidak ada di tabel unit."))
    subjects = sheet.column("mapel")
    keys: list[Hashable] = [
        None if unit < 0 or subject is None else (unit, subject_key(str(subject)))
        for unit, subject in zip(found, subjects, strict=True)
    ]
    sheet.refuse_twins("mapel", keys)
    order = sorted((key, place) for place, key in enumerate(keys) if key is not None)
    at = [place for _key, place in order]
    names = np.empty(len(at), object)
    names[:] = [str(subjects[place]) for place in at]

    def whole(key: str, empty: int) -> Indices:
        column = sheet.column(key)
        return np.array([empty if column[place] is None else column[place] for place in at], np.int64)

    return LessonHours(
        np.array([found[place] for place in at], np.int64), names, whole("jam", 0), whole("jam_rombel", 1)
    )


def read_requirements(sheet: Sheet, jabatan: dict[str, int], competences: Texts | None) -> Requirements:
    """Return what each jabatan asks for; competences are matched by their code or by the number of the column."""
    codes = sheet.column("jabatan_kode")
    sheet.refuse_twins("jabatan_kode", list(codes))
    known = [-1 if code is None else jabatan.get(code, -1) for code in codes]
    kept = np.array([place for place, at in enumerate(known) if at >= 0], np.int64)
    at = np.array(known, np.int64)[kept]
    unknown = T("Tingkat pendidikan ini tidak dikenal.")
    grades = T("Golongan ini tidak dikenal. Tulis seperti III/a.")

    def spread(values: Floats) -> Floats:
        out = np.full(len(jabatan), np.nan)
        out[at] = values[kept]
        return out

    def lists(key: str) -> Objects:
        out = np.full(len(jabatan), None, object)
        for place, where in zip(kept, at, strict=True):
            out[where] = words.names(sheet.column(key)[place])
        return out

    origins, places = lists("asal"), {code.casefold(): place for code, place in jabatan.items()}
    for place in np.flatnonzero(np.array([named is not None for named in origins], np.bool_)).tolist():
        origins[place] = frozenset(places[code] for code in origins[place] if code in places)
    given = np.zeros(len(jabatan), np.bool_)
    given[at] = True
    return Requirements(
        is_given=given,
        education=spread(words.levels(sheet, "pendidikan_min", words.education, unknown)),
        fields=lists("bidang"),
        certificates=lists("sertifikat"),
        lowest_grade=spread(words.levels(sheet, "gol_min", words.grade, grades)),
        highest_grade=spread(words.levels(sheet, "gol_maks", words.grade, grades)),
        origins=origins,
        competence=np.stack([spread(sheet.numbers(name)) for name in _competence_columns(competences)], axis=1)
        if competences is not None and len(competences)
        else np.zeros((len(jabatan), 0)),
    )


def _competence_columns(competences: Texts) -> list[str]:
    """Return the column of each competence code: ``kompetensi_3`` for the codes ``kompetensi_3`` and ``3``."""
    return [code if code.startswith(COMPETENCE_PREFIX) else f"{COMPETENCE_PREFIX}{code}" for code in competences]


def read_rules(sheet: Sheet) -> dict[str, float]:
    """Return the figures of the rules, those given over the default ones."""
    rules = dict(DEFAULT_RULES)
    keys = {key.casefold(): key for key in rules}
    sheet.refuse_twins("id", [None if key is None else str(key).casefold() for key in sheet.column("id")])
    for place, (name, value) in enumerate(zip(sheet.column("id"), sheet.column("nilai"), strict=True)):
        key = keys.get(str(name).casefold())
        if name is None or value is None:
            continue
        if key is None:
            sheet.fault(place, "id", name, T("Aturan ini tidak dikenal. Pilih: {rules}.", rules=", ".join(rules)))
        elif key == "menit_efektif" and not MINUTES_OF_A_YEAR[0] <= value <= MINUTES_OF_A_YEAR[1]:
            sheet.fault(place, "nilai", value, T("Menit kerja setahun terlalu sedikit atau terlalu banyak."))
        else:
            rules[key] = value
    return rules
