"""The chain as its form gives it."""

from mutasi_flow.access.domain import Role
from mutasi_flow.core.forms import Form, as_key
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.initials.domain import LONGEST_TITLE, ROLES, Step

LINES = 6
"""Places that the form offers."""


def read_steps(form: Form) -> list[tuple[Step, str]]:
    """Return the steps that were filled in, in order, each with the code of its unit; empty lines are skipped."""
    found = []
    for place in range(1, LINES + 1):
        title = form.text(f"title-{place}", T("Sebutan jabatan"), max_length=LONGEST_TITLE, required=False)
        code = form.text(f"unit-{place}", T("Kode unit"), max_length=64, required=False)
        if not title and not code:
            continue
        role = form.choice(f"role-{place}", T("Peran"), [one.value for one in ROLES])
        if not title:
            form.fail(f"title-{place}", T("Isi sebutan jabatannya."))
        if role:
            found.append((Step(title, Role(role)), code))
    return found


def read_picks(form: Form) -> list[tuple[int, str]]:
    """Return the letters that were ticked, each with the digest of the print that was shown."""
    pairs = (one.partition(":") for one in form.values("surat"))
    return [(key, seen) for text, _, seen in pairs if (key := as_key(text)) is not None]
