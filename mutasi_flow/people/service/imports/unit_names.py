"""A tree of units that has only names: dashes show the depth, and the same names one under the other are the same unit."""

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256

from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.texts import T

Trail = tuple[str, ...]
"""Names from the top down to the unit, capitals apart."""


def bare(name: str) -> str:
    """Return the name without its dashes."""
    return name.lstrip("- ").strip() or name


def depth(name: str) -> int:
    """Return how many levels the dashes before a name stand for."""
    return (len(name) - len(name.lstrip("-"))) // 2


def is_flat(findings: Findings) -> bool:
    """Whether no name shows a depth."""
    return not any((record.values["name"] or "").startswith("--") for record in findings.records)


def give_codes(findings: Findings, stored: Mapping[str, Mapping[str, object]]) -> None:
    """Give each record the code of the unit that it names, or a new code made of its names.

    Names decide only together with all names above them; where two stored units share them, nobody guesses.
    """
    known = {code: _climb(code, stored) for code in stored}
    shared = {trail for trail, count in Counter(known.values()).items() if count > 1}
    codes = {trail: code for code, trail in known.items()}
    nowhere = is_flat(findings)
    above: Trail = ()
    for record in findings.records:
        name = record.values["name"]
        record.values["code"] = None
        if name is None:
            continue
        above = (*above[: depth(name)], bare(name).casefold())
        record.values["code"] = codes.get(above) or _new_code(above)
        if nowhere:
            reason = T("Berkas ini tidak mempunyai kolom Id, dan jenjangnya tidak terbaca dari tanda -- di depan nama.")
            findings.error(record.row, "name", name, reason)
        elif above in shared:
            reason = T("Ada dua unit dengan nama ini di bawah induk yang sama. Tambahkan kolom Id.")
            findings.error(record.row, "name", name, reason)


def _climb(code: str, stored: Mapping[str, Mapping[str, object]]) -> Trail:
    names: list[str] = []
    while code and len(names) <= len(stored):
        names.append(str(stored[code]["name"]).casefold())
        code = str(stored[code]["parent"])
    return tuple(reversed(names))


def _new_code(trail: Trail) -> str:
    """Return a code that the same names give again in the next file."""
    digest = sha256("\n".join(trail).encode()).hexdigest()
    return f"N-{digest[:12].upper()}"
