"""Sign-in: its outcome, how a user name slows down after failures, and where it leads."""

from dataclasses import dataclass
from datetime import timedelta

from mutasi_flow.core.texts import Text

FREE_FAILURES = 5
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=5)
FORGET_FAILURES = timedelta(hours=24)


def wait_after(failures: int) -> timedelta:
    """Return how long a user name waits after that many failures in a row.

    Doubles from ten seconds to five minutes: a person who mistypes barely notices, a guesser gets about
    300 tries a day, and nobody can lock somebody else out for long.
    """
    if failures < FREE_FAILURES:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(failures - FREE_FAILURES, 10)), LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a sign-in attempt came to: an account and its session identity, or a sentence."""

    account_id: int | None = None
    session_key: str = ""
    must_change_password: bool = False
    refusal: Text | None = None


def safe_address(text: str) -> str:
    """Return the path to go on to after sign-in when it is one of ours, else an empty string.

    Browsers drop tabs and line breaks and read a backslash as a slash, hence the narrow gate.
    """
    is_plain = text.isascii() and text.isprintable() and "\\" not in text
    return text if is_plain and text.startswith("/") and not text.startswith("//") else ""
