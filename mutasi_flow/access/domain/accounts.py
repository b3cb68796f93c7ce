"""Accounts: user names and what a new account needs."""

from dataclasses import dataclass
from unicodedata import category, normalize

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T

USERNAME_SHORTEST, USERNAME_LONGEST = 3, 64


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made; without a password nobody can sign in to it yet."""

    username: str
    name: str
    employee_id: int | None = None
    email: str = ""
    locale: str = "id"


def fold_username(text: str) -> str:
    """Return the form under which a user name is stored and compared (compatibility form, lower case)."""
    return normalize("NFKC", normalize("NFKC", text).casefold()).strip()


def check_username(text: str) -> str:
    """Return the folded user name.

    Raises:
        InvalidInput: it is too short or long, or holds blanks or characters that cannot be seen.
    """
    folded = fold_username(text)
    seen = all(category(letter)[0] in "LMNPS" for letter in folded)
    if not seen or not USERNAME_SHORTEST <= len(folded) <= USERNAME_LONGEST:
        raise InvalidInput(
            T(
                "Nama pengguna harus 3 sampai {most} huruf, angka, atau tanda baca, tanpa spasi.",
                most=USERNAME_LONGEST,
            ),
            field="username",
        )
    return folded
