"""Ranks (golongan) and levels of education, with the codes SIASN uses."""

from dataclasses import dataclass

from mutasi_flow.people.domain.kinds import EmploymentStatus


@dataclass(frozen=True, slots=True)
class Rank:
    """One rank: ``grade`` as written (``III/b``), ``title`` its name (empty for PPPK), ``order`` to compare."""

    code: str
    grade: str
    title: str
    status: EmploymentStatus
    order: int

    @property
    def label(self) -> str:
        """``Penata Muda Tingkat I, III/b`` or ``Golongan IX``."""
        return f"{self.title}, {self.grade}" if self.title else f"Golongan {self.grade}"


_PNS_TITLES: dict[str, str] = {
    "11": "Juru Muda",
    "12": "Juru Muda Tingkat I",
    "13": "Juru",
    "14": "Juru Tingkat I",
    "21": "Pengatur Muda",
    "22": "Pengatur Muda Tingkat I",
    "23": "Pengatur",
    "24": "Pengatur Tingkat I",
    "31": "Penata Muda",
    "32": "Penata Muda Tingkat I",
    "33": "Penata",
    "34": "Penata Tingkat I",
    "41": "Pembina",
    "42": "Pembina Tingkat I",
    "43": "Pembina Utama Muda",
    "44": "Pembina Utama Madya",
    "45": "Pembina Utama",
}
_GROUPS = ("", "I", "II", "III", "IV")
_ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII"


def _pns_rank(code: str, title: str) -> Rank:
    grade = f"{_GROUPS[int(code[0])]}/{'abcde'[int(code[1]) - 1]}"
    return Rank(code, grade, title, EmploymentStatus.PNS, int(code))


RANKS: dict[str, Rank] = {
    **{code: _pns_rank(code, title) for code, title in _PNS_TITLES.items()},
    **{
        grade: Rank(grade, grade, "", EmploymentStatus.PPPK, order)
        for order, grade in enumerate(_ROMAN.split(), start=1)
    },
}
"""PNS by SIASN id 11–45, PPPK by Roman numeral I–XVII (Perpres 98/2020)."""

EDUCATION_LEVELS: dict[str, str] = {
    "05": "SD",
    "10": "SLTP",
    "12": "SLTP kejuruan",
    "15": "SLTA",
    "17": "SLTA kejuruan",
    "18": "SLTA keguruan",
    "20": "D-I",
    "25": "D-II",
    "30": "D-III",
    "35": "D-IV",
    "40": "S-1",
    "42": "Profesi",
    "45": "S-2",
    "47": "Spesialis",
    "49": "Subspesialis",
    "50": "S-3",
}
"""SIASN level code to the customary short name; codes compare as text and as number alike."""


def rank_label(code: str) -> str:
    """Return rank and grade as letters write them; an unknown code is returned as it is."""
    known = RANKS.get(code)
    return known.label if known else code


def rank_grade(code: str) -> str:
    """Return only the grade (``III/b``, ``IX``)."""
    known = RANKS.get(code)
    return known.grade if known else code


def rank_title(code: str) -> str:
    """Return only the name of the rank (``Penata Muda Tingkat I``); empty for PPPK and unknown codes."""
    known = RANKS.get(code)
    return known.title if known else ""


def education_label(code: str) -> str:
    """Return the short name of a level; an unknown code is returned as it is."""
    return EDUCATION_LEVELS.get(code, code)
