"""Whether a row of a pertek says the same as the decree it is for: field by field, however the names are written.

BKN and offices write one unit, post or name in several ways: capitals, academic titles, abbreviations (``SDN``,
``Kab.``), a post with its unit behind it. Differences in writing are none; a field that the letter leaves empty says
nothing, so it neither agrees nor differs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import plain_name, squeeze


class Field(StrEnum):
    """What a row of a pertek and a decree both say."""

    NIP = "nip"
    NAME = "name"
    RANK = "rank"
    FROM_POST = "from_post"
    FROM_UNIT = "from_unit"
    TO_POST = "to_post"
    TO_UNIT = "to_unit"
    EFFECTIVE_ON = "effective_on"


FIELD_LABELS: dict[Field, Text] = {
    Field.NIP: T("NIP"),
    Field.NAME: T("Nama"),
    Field.RANK: T("Golongan"),
    Field.FROM_POST: T("Jabatan lama"),
    Field.FROM_UNIT: T("Unit lama"),
    Field.TO_POST: T("Jabatan baru"),
    Field.TO_UNIT: T("Unit baru"),
    Field.EFFECTIVE_ON: T("TMT"),
}


class Weight(StrEnum):
    """What a difference in a field does to the decree."""

    BLOCK = "block"
    WARNING = "warning"
    IGNORE = "ignore"


WEIGHT_LABELS: dict[Weight, Text] = {
    Weight.BLOCK: T("Menghalangi SK"),
    Weight.WARNING: T("Peringatan"),
    Weight.IGNORE: T("Tidak dibandingkan"),
}

WEIGHTS: Mapping[Field, Weight] = MappingProxyType(
    {
        Field.NIP: Weight.BLOCK,
        Field.NAME: Weight.BLOCK,
        Field.RANK: Weight.WARNING,
        Field.FROM_POST: Weight.WARNING,
        Field.FROM_UNIT: Weight.WARNING,
        Field.TO_POST: Weight.BLOCK,
        Field.TO_UNIT: Weight.BLOCK,
        Field.EFFECTIVE_ON: Weight.BLOCK,
    }
)
"""Where an office has published no row of its own: what the decree orders must be what BKN approved."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says; an empty text and a missing day say nothing.

    ``from_within`` and ``to_within`` are the names above a unit, nearest first: they may follow its name.
    """

    nip: str = ""
    name: str = ""
    rank: str = ""
    from_post: str = ""
    from_unit: str = ""
    to_post: str = ""
    to_unit: str = ""
    effective_on: date | None = None
    from_within: tuple[str, ...] = ()
    to_within: tuple[str, ...] = ()


class Agreement(StrEnum):
    """What comparing one field found."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Compared:
    """One field on both sides."""

    field: Field
    pertek: str | date | None
    decree: str | date | None
    found: Agreement
    weight: Weight

    @property
    def is_obstacle(self) -> bool:
        """Whether the decree must wait for this."""
        return self.found is Agreement.DIFFERENT and self.weight is Weight.BLOCK


_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "bid": "bidang",
        "din": "dinas",
        "kab": "kabupaten",
        "kec": "kecamatan",
        "kel": "kelurahan",
        "ka": "kepala",
        "kasi": "kepala seksi",
        "kabid": "kepala bidang",
        "kasubag": "kepala sub bagian",
        "kasubbag": "kepala sub bagian",
        "kasubbid": "kepala sub bidang",
        "kepsek": "kepala sekolah",
        "kesmas": "kesehatan masyarakat",
        "no": "nomor",
        "paud": "pendidikan anak usia dini",
        "pem": "pemerintah",
        "pemda": "pemerintah daerah",
        "pemkab": "pemerintah kabupaten",
        "pemkot": "pemerintah kota",
        "prov": "provinsi",
        "puskesmas": "pusat kesehatan masyarakat",
        "rsud": "rumah sakit umum daerah",
        "sdn": "sd negeri",
        "sek": "sekretaris",
        "sman": "sma negeri",
        "smkn": "smk negeri",
        "smpn": "smp negeri",
        "subbag": "sub bagian",
        "subbagian": "sub bagian",
        "subbid": "sub bidang",
        "subbidang": "sub bidang",
        "upt": "unit pelaksana teknis",
        "uptd": "unit pelaksana teknis daerah",
    }
)
"""Short forms that staffing offices and SIASN write for the same words."""
_JOINING = frozenset({"pada", "di", "lingkungan", "pemerintah"})


def plain_place(text: str) -> str:
    """Return a unit or post as it is compared: short forms written out."""
    return " ".join(_SPELLINGS.get(word, word) for word in squeeze(text).split())


def is_same_place(text: str, name: str, within: Sequence[str] = ()) -> bool:
    """Whether ``text`` names ``name``, alone or followed by names from above it, in their order."""
    said, wanted = plain_place(text), plain_place(name)
    if said == wanted:
        return True
    if not wanted or not said.startswith(f"{wanted} "):
        return False
    rest = _without_joining(said[len(wanted) :].split())
    for above in within:
        words = _without_joining(plain_place(above).split())
        if words and rest[: len(words)] == words:
            rest = _without_joining(rest[len(words) :])
    return not rest


def _without_joining(words: list[str]) -> list[str]:
    begin = next((index for index, word in enumerate(words) if word not in _JOINING), len(words))
    return words[begin:]


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


Same = Callable[[Said, Said], bool]
_SAME: Mapping[Field, Same] = MappingProxyType(
    {
        Field.NIP: lambda pertek, decree: _digits(pertek.nip) == _digits(decree.nip),
        Field.NAME: lambda pertek, decree: plain_name(pertek.name) == plain_name(decree.name),
        Field.RANK: lambda pertek, decree: squeeze(pertek.rank) == squeeze(decree.rank),
        Field.FROM_POST: lambda pertek, decree: is_same_place(
            pertek.from_post, decree.from_post, (decree.from_unit, *decree.from_within)
        ),
        Field.FROM_UNIT: lambda pertek, decree: is_same_place(pertek.from_unit, decree.from_unit, decree.from_within),
        Field.TO_POST: lambda pertek, decree: is_same_place(
            pertek.to_post, decree.to_post, (decree.to_unit, *decree.to_within)
        ),
        Field.TO_UNIT: lambda pertek, decree: is_same_place(pertek.to_unit, decree.to_unit, decree.to_within),
        Field.EFFECTIVE_ON: lambda pertek, decree: pertek.effective_on == decree.effective_on,
    }
)


def compare(pertek: Said, decree: Said, weights: Mapping[Field, Weight] = WEIGHTS) -> tuple[Compared, ...]:
    """Compare two sides field by field; fields that are not to be compared are left out.

    Ranks are compared as they are given: bring both into one form first.
    """
    return tuple(
        Compared(field, getattr(pertek, field), getattr(decree, field), _agree(field, pertek, decree), weights[field])
        for field in Field
        if weights[field] is not Weight.IGNORE
    )


def _agree(field: Field, pertek: Said, decree: Said) -> Agreement:
    if not getattr(pertek, field) or not getattr(decree, field):
        return Agreement.UNKNOWN
    return Agreement.SAME if _SAME[field](pertek, decree) else Agreement.DIFFERENT


def difference(one: Compared) -> Text:
    """Say what differs, with both sides."""
    return T(
        "{field}: pertek menyebut “{pertek}”, SK akan menyebut “{decree}”.",
        field=FIELD_LABELS[one.field],
        pertek=one.pertek,
        decree=one.decree,
    )


def obstacles(compared: Iterable[Compared]) -> tuple[Text, ...]:
    """Return what the decree must wait for."""
    return tuple(difference(one) for one in compared if one.is_obstacle)
