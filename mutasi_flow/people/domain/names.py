"""How people are named: with titles, masked for the public, and told apart from namesakes."""

from datetime import date

MASK = "***"
SHOWN_NIP_DIGITS = 4


def full_name(title_before: str, name: str, title_after: str) -> str:
    """Return the name with academic titles: ``dr. Sari Dewi, Sp.A``."""
    front = f"{title_before} {name}" if title_before else name
    return f"{front}, {title_after}" if title_after else front


def mask_name(name: str) -> str:
    """Show only the first letter of each word, so that who knows the person recognises it and nobody else does."""
    return " ".join(word[0] + MASK for word in name.split())


def mask_nip(nip: str | None) -> str:
    """Show only the last four digits."""
    return f"••••{nip[-SHOWN_NIP_DIGITS:]}" if nip else ""


def identity_line(name: str, unit_name: str | None, birth_on: date | None, nip: str | None) -> str:
    """Tell namesakes apart: name · unit · birth year · last four digits of the NIP; unknown parts are left out."""
    year = str(birth_on.year) if birth_on else ""
    return " · ".join(part for part in (name, unit_name, year, mask_nip(nip)) if part)
