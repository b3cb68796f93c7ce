"""The long form of a recap: units, jabatan, status and count, whatever the office calls its jabatan."""

import re
from collections.abc import Iterable, Sequence
from random import Random

from mutasi_flow.core.sheets.columns import Record
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.demo.catalogue import CATALOGUE, structural
from mutasi_flow.demo.layout import Layout, PostPlan, SeatPlan, UnitPlan
from mutasi_flow.people.domain import EmploymentStatus, JabatanFact, JabatanKind
from mutasi_flow.people.service.imports.words import functional_level, read_jabatan_kind, retirement_age_of, slug

ROOT = "0"
UNKNOWN_NEED_SHARE = 0.14
LONGEST_CODE = 56
USUAL_RETIREMENT_AGE = 58
_STATUS_WORDS = (("pppk", EmploymentStatus.PPPK), ("cpns", EmploymentStatus.CPNS), ("pns", EmploymentStatus.PNS))
_ECHELONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(kepala (dinas|badan|satuan|kantor)|inspektur|direktur)\b"), "II.b"),
    (re.compile(r"^(sekretaris|camat|kepala bagian)\b"), "III.a"),
    (re.compile(r"^(kepala bidang|inspektur pembantu)\b"), "III.b"),
    (re.compile(r"^(kepala (uptd?|seksi|sub ?bagian|subbag|tata usaha)|lurah)\b"), "IV.a"),
    (re.compile(r"^kepala\b"), "IV.a"),
)
_LEADING_SCHOOLS = ("kepala sekolah", "kepala puskesmas", "kepala sd", "kepala smp", "kepala tk")


class JabatanNamer:
    """Gives each name of a jabatan one fact: the one we know, else a new one read from its words."""

    def __init__(self) -> None:
        self._by_name = {normalise(fact.name): fact for fact in CATALOGUE}
        self._codes = {fact.code for fact in CATALOGUE}
        self.new: list[JabatanFact] = []

    def find(self, name: str) -> JabatanFact:
        """Return the fact for ``name``."""
        known = self._by_name.get(normalise(name))
        if known is None:
            known = self._by_name[normalise(name)] = self._read(name)
            self.new.append(known)
        return known

    def _read(self, name: str) -> JabatanFact:
        code = self._free_code(name)
        echelon = echelon_of(name)
        if echelon:
            return structural(code, name, echelon)
        is_head_of_school = name.casefold().startswith(_LEADING_SCHOOLS)
        kind = JabatanKind.FUNCTIONAL if is_head_of_school else read_jabatan_kind(None, None, name)
        level = functional_level(name) if kind is JabatanKind.FUNCTIONAL else ""
        return JabatanFact(code, name, kind, level, retirement_age_of(name, kind, level) or USUAL_RETIREMENT_AGE)

    def _free_code(self, name: str) -> str:
        base = slug(name)[:LONGEST_CODE] or "JABATAN"
        code = next(code for code in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if code not in self._codes)
        self._codes.add(code)
        return code


def echelon_of(name: str) -> str:
    """Return the echelon that the words of a structural jabatan speak of; empty for all others."""
    plain = name.casefold().strip()
    if plain.startswith(_LEADING_SCHOOLS):
        return ""
    return next((echelon for pattern, echelon in _ECHELONS if pattern.match(plain)), "")


def status_of(text: str | None) -> EmploymentStatus | None:
    """Return the status a cell names; None when it names none."""
    plain = normalise(text or "")
    return next((status for word, status in _STATUS_WORDS if word in plain), None)


def lay_out_posts(records: Sequence[Record], seed: str, name: str) -> Layout:
    """Return the units of the recap below one root; ``name`` is what the file is called."""
    namer = JabatanNamer()
    facts = [namer.find(record.values["jabatan"]) for record in records]
    codes = _unit_codes(records)
    heads = _find_heads(records, facts)
    seats: list[SeatPlan] = []
    for index, (record, fact) in enumerate(zip(records, facts, strict=True)):
        unit, count = codes[record.values["unit"]], record.values["count"]
        status = status_of(record.values.get("status"))
        if index in heads.values() and count:
            seats.append(SeatPlan(unit, fact.code, 1, status, leads=True))
            count -= 1
        seats.append(SeatPlan(unit, fact.code, count, status))
    top = min(heads.values(), key=lambda index: _rank(facts[index], records[index].values["unit"]), default=None)
    head_from = codes[records[top].values["unit"]] if top is not None else None
    units = (UnitPlan(ROOT, f"Instansi (rekap {name})", head_from=head_from), *_units(records, codes))
    posts = tuple(_needs(Random(f"{seed}/posts"), records, facts, codes))
    return Layout((), units, (*CATALOGUE, *namer.new), posts, tuple(seat for seat in seats if seat.count))


def _unit_codes(records: Sequence[Record]) -> dict[str, str]:
    names: dict[str, None] = {}
    for record in records:
        for key in ("parent", "unit"):
            if record.values.get(key):
                names.setdefault(record.values[key])
    return {name: f"U{number:03d}" for number, name in enumerate(names, start=1)}


def _units(records: Sequence[Record], codes: dict[str, str]) -> Iterable[UnitPlan]:
    """Yield each unit below its parent; parts of a secretariat hang below it; a circle is cut at the root."""
    parents = {record.values["unit"]: record.values.get("parent") for record in records}
    secretariat = next((name for name in codes if normalise(name) == "sekretariat"), None)
    for name in codes:
        if name.casefold().startswith(("sub bagian", "subbag")) and name != secretariat:
            parents[name] = parents.get(name) or secretariat
    done: set[str] = set()

    def climb(name: str, below: frozenset[str]) -> Iterable[UnitPlan]:
        if name in done:
            return
        parent = parents.get(name)
        if parent is None or parent == name or parent in below:
            parent = None
        else:
            yield from climb(parent, below | {name})
        done.add(name)
        yield UnitPlan(codes[name], name, codes[parent] if parent else ROOT)

    for name in codes:
        yield from climb(name, frozenset())


def _rank(fact: JabatanFact, unit: str) -> tuple[str, bool, int]:
    """Order structural jabatan by who leads: echelon, then who is named after the unit."""
    return fact.level, normalise(unit) not in normalise(fact.name), len(fact.name)


def _find_heads(records: Sequence[Record], facts: Sequence[JabatanFact]) -> dict[str, int]:
    """Return for each unit the row whose jabatan leads it."""
    heads: dict[str, int] = {}
    for index, (record, fact) in enumerate(zip(records, facts, strict=True)):
        leads = fact.kind is JabatanKind.STRUCTURAL or fact.name.casefold().startswith(_LEADING_SCHOOLS)
        if not leads or not record.values["count"]:
            continue
        unit = record.values["unit"]
        if unit not in heads or _rank(fact, unit) < _rank(facts[heads[unit]], unit):
            heads[unit] = index
    return heads


def _needs(
    random: Random, records: Sequence[Record], facts: Sequence[JabatanFact], codes: dict[str, str]
) -> Iterable[PostPlan]:
    """Yield one post per unit and jabatan: the need of the recap, else one invented around what it has."""
    counts: dict[tuple[str, str], int] = {}
    given: dict[tuple[str, str], float] = {}
    kinds: dict[str, JabatanKind] = {}
    for record, fact in zip(records, facts, strict=True):
        key = codes[record.values["unit"]], fact.code
        counts[key] = counts.get(key, 0) + record.values["count"]
        kinds[fact.code] = fact.kind
        if record.values.get("need") is not None:
            given[key] = max(given.get(key, 0.0), record.values["need"])
    for (unit, jabatan), count in counts.items():
        if kinds[jabatan] is JabatanKind.STRUCTURAL:
            yield PostPlan(unit, jabatan, 1.0, 1)
        elif given:
            yield PostPlan(unit, jabatan, given.get((unit, jabatan)))
        else:
            need = round(count / random.uniform(0.6, 1.15), 1)
            yield PostPlan(unit, jabatan, None if random.random() < UNKNOWN_NEED_SHARE else need)
