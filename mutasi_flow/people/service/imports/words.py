"""The words and codes of SIASN and of office sheets for what our tables store; pure."""

import re
import unicodedata
from functools import cache
from typing import TypeVar

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import (
    EDUCATION_LEVELS,
    FUNCTIONAL_JABATAN,
    FUNCTIONAL_LEVELS,
    GENERAL_JABATAN,
    LEGAL_POSITIONS,
    RANKS,
    EmploymentStatus,
    JabatanKind,
    Predicate,
    Severity,
    Sex,
    default_retirement_age,
)

V = TypeVar("V")


def _by_word(words: dict[V, str]) -> dict[str, V]:
    """Turn value → words into word → value."""
    return {word: value for value, spelled in words.items() for word in spelled.split()}


_SEXES = _by_word({Sex.MALE: "m l 1 lakilaki pria male", Sex.FEMALE: "f p w 2 perempuan wanita female"})
_KINDS = _by_word(
    {
        JabatanKind.STRUCTURAL: "1 3 struktural rangkap jabatanstruktural manajerial structural",
        JabatanKind.FUNCTIONAL: "2 fungsional fungsionaltertentu jabatanfungsional jf functional",
        JabatanKind.GENERAL: "4 fungsionalumum pelaksana jabatanpelaksana jabatanfungsionalumum jfu general",
    }
)
_PREDICATES = _by_word(
    {
        Predicate.VERY_GOOD: "1 sangatbaik verygood",
        Predicate.GOOD: "2 baik good",
        Predicate.NEEDS_IMPROVEMENT: "3 butuhperbaikan perluperbaikan cukup needsimprovement",
        Predicate.POOR: "4 kurang misconduct kurangmisconduct poor",
        Predicate.VERY_POOR: "5 sangatkurang verypoor",
    }
)
_SEVERITIES = _by_word(
    {
        Severity.LIGHT: "r ringan 1 2 3 light",
        Severity.MODERATE: "s sedang 23 24 25 moderate",
        Severity.HEAVY: "b berat 10 27 28 heavy",
    }
)
_EDUCATION = {normalise(label): code for code, label in EDUCATION_LEVELS.items()} | _by_word(
    {
        "05": "sekolahdasar",
        "10": "smp mts sekolahlanjutantingkatpertama",
        "15": "sma ma sekolahlanjutantingkatatas",
        "17": "smk stm smea",
        "18": "spg",
        "20": "d1 diplomai diploma1",
        "25": "d2 diplomaii diploma2",
        "30": "d3 diplomaiii diploma3 diplomaiiisarjanamuda sarjanamuda",
        "35": "d4 diplomaiv diploma4",
        "40": "sarjana s1sarjana",
        "45": "magister s2magister pascasarjana",
        "50": "doktor s3doktor",
    }
)
_LEGAL = {normalise(str(position.label)): code for code, position in LEGAL_POSITIONS.items()} | _by_word(
    {"01": "aktifpns pnsaktif", "02": "cltn", "20": "mpp", "71": "pppk"}
)
_LEGAL_DIGITS = 2
_ROMAN_GRADE = re.compile(r"\b(X{0,1}(?:IX|IV|V?I{0,3}))\b")
_PNS_GRADE = re.compile(r"\b(IV|I{1,3})\s*[/.]?\s*([a-e])\b", re.IGNORECASE)
_LEVELS_BY_WORD = {normalise(level.word): level.code for level in FUNCTIONAL_LEVELS.values()}
_FACTS = {normalise(fact.name): fact for fact in (*FUNCTIONAL_JABATAN, *GENERAL_JABATAN)}
_HEADS = re.compile(
    r"^(kepala (dinas|badan|bidang|bagian|biro|sub|seksi|upt|kantor|satuan)|sekretaris|camat|lurah|inspektur|direktur"
    r"|asisten (pemerintahan|perekonomian|administrasi)|staf ahli)\b",
    re.IGNORECASE,
)
_TEACHERS = "guru "
_TEACHERS_RETIRE_AT = 60
_NAME_SIGNS = frozenset(".,'’‘`´-–/()&\"")


@cache
def read_sex(text: str) -> Sex:
    """Understand M/F, L/P and the words."""
    return _find(_SEXES, text, T("Tulis L (laki-laki) atau P (perempuan)."))


@cache
def read_predicate(text: str) -> Predicate:
    """Understand the SIASN codes 1–5 and the words."""
    return _find(
        _PREDICATES,
        text,
        T("Predikat tidak dikenal. Tulis Sangat baik, Baik, Butuh perbaikan, Kurang, atau Sangat kurang."),
    )


@cache
def read_severity(text: str) -> Severity:
    """Understand R/S/B and the words."""
    return _find(_SEVERITIES, text, T("Tingkat hukuman tidak dikenal. Tulis Ringan, Sedang, atau Berat."))


def _find(table: dict[str, V], text: str, refusal: Text) -> V:
    found = table.get(normalise(text))
    if found is None:
        raise InvalidInput(refusal)
    return found


@cache
def read_legal_position(code: str | None, name: str | None) -> str:
    """Return the SIASN code of kedudukan hukum from code or words.

    Raises:
        InvalidInput: neither is known.
    """
    if code:
        padded = code.zfill(_LEGAL_DIGITS)
        if padded in LEGAL_POSITIONS:
            return padded
    return _find(_LEGAL, name or "", T("Kedudukan hukum ini tidak dikenal. Pakai kode SIASN, misalnya 01 (aktif)."))


@cache
def read_rank(code: str | None, name: str | None) -> str:
    """Return our rank code from the SIASN id or from words (``Penata (III/c)``, ``IX``).

    Raises:
        InvalidInput: neither is known.
    """
    if code in RANKS:
        return code
    text = (name or code or "").strip()
    if match := _PNS_GRADE.search(text):
        group = {"I": 1, "II": 2, "III": 3, "IV": 4}[match[1].upper()]
        found = f"{group}{'abcde'.index(match[2].lower()) + 1}"
    else:
        grades = [grade for grade in _ROMAN_GRADE.findall(text.upper()) if grade]
        found = grades[-1] if grades else ""
    if found not in RANKS:
        raise InvalidInput(T("Golongan ini tidak dikenal. Tulis seperti III/c atau, untuk PPPK, IX."))
    return found


@cache
def read_education(code: str | None, name: str | None) -> str:
    """Return the SIASN level code from code or words.

    Raises:
        InvalidInput: neither is known.
    """
    padded = code.zfill(2) if code else ""
    if padded in EDUCATION_LEVELS:
        return padded
    return _find(
        _EDUCATION, name or code or "", T("Tingkat pendidikan ini tidak dikenal. Tulis seperti S-1 atau D-III.")
    )


@cache
def read_jabatan_kind(code: str | None, name: str | None, jabatan: str) -> JabatanKind:
    """Return the kind from SIASN id or words; without both, from what the jabatan is called.

    Raises:
        InvalidInput: something stands there that is no kind.
    """
    for word in (code, name):
        if word:
            return _find(
                _KINDS, word, T("Jenis jabatan ini tidak dikenal. Tulis Struktural, Fungsional, atau Pelaksana.")
            )
    fact = _FACTS.get(normalise(jabatan))
    if fact:
        return fact.kind
    if functional_level(jabatan):
        return JabatanKind.FUNCTIONAL
    return JabatanKind.STRUCTURAL if _HEADS.match(jabatan) else JabatanKind.GENERAL


def functional_level(jabatan: str) -> str:
    """Return the SIASN grade that a functional jabatan names at its end (``… Ahli Muda`` → ``MU``), else ``""``."""
    spelled = normalise(jabatan)
    return next((code for word, code in _LEVELS_BY_WORD.items() if spelled.endswith(word)), "")


def retirement_age_of(jabatan: str, kind: JabatanKind, level: str) -> int | None:
    """Return the BUP that is known for a jabatan of this name, else the usual one of its grade.

    Teachers of every grade and subject retire at 60.
    """
    fact = _FACTS.get(normalise(jabatan))
    if fact:
        return fact.retirement_age
    if kind is JabatanKind.FUNCTIONAL and jabatan.casefold().startswith(_TEACHERS):
        return _TEACHERS_RETIRE_AT
    return default_retirement_age(kind, level)


@cache
def status_of(legal_position: str | None, cpns_flag: str | None, employee_type: str | None) -> EmploymentStatus | None:
    """Return the kind of civil servant; the legal position decides, the other columns help where it is absent."""
    kind = normalise(employee_type or "")
    if legal_position in ("71", "72") or (not legal_position and ("pppk" in kind or "perjanjiankerja" in kind)):
        return EmploymentStatus.PPPK
    if normalise(cpns_flag or "") in ("c", "cpns") or "cpns" in kind:
        return EmploymentStatus.CPNS
    return EmploymentStatus.PNS if legal_position or cpns_flag or "pns" in kind else None


def odd_sign_in(name: str) -> str:
    """Return the first character that no personal name has (picture, bracket of a program …), else ``""``."""
    if name.isascii() and name.replace(" ", "").replace(".", "").replace(",", "").replace("'", "").isalpha():
        return ""
    for character in name:
        category = unicodedata.category(character)
        if category[0] not in "LMZ" and category != "Nd" and character not in _NAME_SIGNS:
            return character
    return ""


def has_foreign_script(name: str) -> bool:
    """Whether letters stand in the name that are not Latin; letters could not be printed with them."""
    if name.isascii():
        return False
    return any(character.isalpha() and not unicodedata.name(character, "").startswith("LATIN") for character in name)


def slug(name: str) -> str:
    """Make a readable code out of a name: ``Dinas Kelautan`` → ``DINAS-KELAUTAN``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    return re.sub(r"[^A-Z0-9]+", "-", plain).strip("-")
