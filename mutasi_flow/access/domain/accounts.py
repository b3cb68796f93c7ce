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


def _normal(text: str) -> str:
    return normalize("NFKC", normalize("NFKC", text).casefold()).strip()


def _is_unseen(letter: str) -> bool:
    return category(letter)[0] == "C"


def fold_username(text: str) -> str:
    """Return the form under which a user name is stored and compared.

    Compatibility form, lower case, without what cannot be seen (nor stored).
    """
    return "".join(letter for letter in _normal(text) if not _is_unseen(letter)).strip()


def check_username(text: str) -> str:
    """Return the folded user name.

    Raises:
        InvalidInput: it is too short or long, or holds blanks or characters that cannot be seen.
    """
    normal = _normal(text)
    can_be_read = not any(_is_unseen(letter) or letter.isspace() for letter in normal)
    if not can_be_read or not USERNAME_SHORTEST <= len(normal) <= USERNAME_LONGEST:
        raise InvalidInput(
            T(
                "Nama pengguna harus 3 sampai {most} huruf, angka, atau tanda baca, tanpa spasi.",
                most=USERNAME_LONGEST,
            ),
            field="username",
        )
    return normal
