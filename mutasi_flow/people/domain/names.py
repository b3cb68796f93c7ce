"""How people are named: with titles, masked for the public, and told apart from namesakes."""

import re
import unicodedata
from datetime import date

MASK = "***"
SHOWN_NIP_DIGITS = 4
_TITLES_BEFORE = frozenset(
    ["apt", "dr", "dra", "drg", "drh", "drs", "h", "hj", "ir", "kh", "ns", "prof", "r", "rr", "rd", "tb"]
)
_TITLE_AFTER = re.compile(r"^(?=.*\.)[A-Za-z]{1,5}(\.[A-Za-z]{1,5})*\.?$")
_APOSTROPHES = re.compile("[’‘`´']")


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


def squeeze(text: str) -> str:
    """Return lower-case words of letters and digits, one space between them."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", plain.replace("&", " dan ")))


def plain_name(text: str) -> str:
    """Return a person's name as it is compared: without academic, religious and noble titles.

    A part behind a comma, or with a dot at the end of the name, is a title; initials inside a name stay.
    """
    words = text.partition(",")[0].split()
    while len(words) > 1 and squeeze(words[0]) in _TITLES_BEFORE:
        words.pop(0)
    while len(words) > 1 and _TITLE_AFTER.fullmatch(words[-1]) and len(words[-1].strip(".")) > 1:
        words.pop()
    return squeeze(" ".join(words))
