"""Passwords and slips: what is refused, and how a one-time password is written on paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from string import punctuation
from unicodedata import normalize

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T

PASSWORD_SHORTEST = 10
PASSWORD_LONGEST = 200
FEWEST_DIFFERENT = 5
OWN_LETTERS = 4
"""Letters and digits that must be left of a password when its owner's data and common words are taken out."""

SHORTEST_PART = 3

_COMMON = """
alhamdulillah assalamualaikum administrator bismillah indonesia katasandi pancasila pemerintah kabupaten
iloveyou password passw0rd rahasia merdeka pegawai welcome letmein garuda sayang mutasi qwertyuiop asdfghjkl zxcvbnm
qwerty bkpsdm bkd admin sandi masuk 1234567890 0987654321 0123456789 123456789 12345678 1234567 123456 12345 1234
123321 112233 abcdefghij abcdef abcd abc 17081945 1945
"""
COMMON_WORDS = tuple(sorted(_COMMON.split(), key=len, reverse=True))
"""Parts of the passwords that are tried first; the longest go first, so that nothing useful is left over."""


@dataclass(frozen=True, slots=True)
class PasswordOwner:
    """What others know about a person and what a password therefore may not be made of."""

    username: str
    name: str
    nip: str = ""
    birth_on: date | None = None


def _known_parts(owner: PasswordOwner) -> list[str]:
    parts = [owner.username, owner.nip, owner.nip[:8], owner.nip[8:], owner.nip[-4:], owner.name, *owner.name.split()]
    if owner.birth_on:
        parts += [owner.birth_on.strftime(shape) for shape in ("%d%m%Y", "%Y%m%d", "%d%m%y", "%y%m%d", "%Y")]
    return sorted({plain for plain in map(_plain, parts) if len(plain) >= SHORTEST_PART}, key=len, reverse=True)


def _plain(text: str) -> str:
    folded = normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter not in punctuation and not letter.isspace())


def check_new_password(password: str, owner: PasswordOwner) -> None:
    """Refuse a password that others guess first.

    Length counts most (NIST SP 800-63B); there is no rule about capitals or signs, and no forced change.

    Raises:
        InvalidInput: with the sentence that says what to do instead.
    """
    if len(password) < PASSWORD_SHORTEST:
        raise InvalidInput(
            T("Kata sandi terlalu pendek. Pakai paling sedikit {least} huruf atau angka.", least=PASSWORD_SHORTEST),
            field="password",
        )
    if len(password) > PASSWORD_LONGEST:
        raise InvalidInput(
            T("Kata sandi terlalu panjang. Pakai paling banyak {most} huruf.", most=PASSWORD_LONGEST), field="password"
        )
    if len(set(password.casefold())) < FEWEST_DIFFERENT:
        raise InvalidInput(T("Kata sandi ini mudah ditebak. Pakai lebih banyak huruf yang berbeda."), field="password")
    left = _plain(password)
    for part in (*_known_parts(owner), *COMMON_WORDS):
        left = left.replace(part, "")
    if len(left) < OWN_LETTERS:
        raise InvalidInput(
            T("Kata sandi ini mudah ditebak. Jangan pakai nama, NIP, tanggal lahir, atau kata yang umum saja."),
            field="password",
        )


SLIP_VALID_DAYS = 14
SLIP_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike on paper (i l o 0 1)."""
SLIP_GROUPS, SLIP_GROUP_LENGTH = 3, 4


def fold_slip(text: str) -> str:
    """Return a one-time password as it is compared: how people type capitals and dashes does not matter."""
    return _plain(text)


@dataclass(frozen=True, slots=True)
class Slip:
    """A one-time password to hand over on paper; it exists in clear only while the page is made."""

    account_id: int
    username: str
    name: str
    identity_line: str
    """Name · unit · birth year · last digits of the NIP, so that the paper reaches the right person."""
    password: str
    expires_at: datetime


def make_slip_password(choose: Callable[[str], str]) -> str:
    """Return a one-time password, ``k7mp-3xwq-9ts4``; ``choose`` takes one letter at random, unguessably."""
    groups = ("".join(choose(SLIP_LETTERS) for _ in range(SLIP_GROUP_LENGTH)) for _ in range(SLIP_GROUPS))
    return "-".join(groups)
