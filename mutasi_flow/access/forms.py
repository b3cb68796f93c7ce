"""Forms of access: typed input for the services."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mutasi_flow.access.domain import GRANTED_ROLES, MOVE_KINDS, Act, Holding, NewAccount, Role, SigningForm
from mutasi_flow.access.service import NewAuthority
from mutasi_flow.core.catalogue import LOCALES
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import JabatanKind

USERNAME_TYPED = 200
"""More than any user name has: what people paste."""
WHOLE_OFFICE = "semua"
CODE_TYPED = 64


def read_sign_in(form: Form) -> tuple[str, str]:
    """Read user name and password; the password as it was typed, blanks and all."""
    username = form.text("username", T("Nama pengguna"), max_length=USERNAME_TYPED)
    password = form.value("password")
    if not password:
        form.fail("password", T("Kata sandi: belum diisi."))
    form.check()
    return username, password


def read_new_password(form: Form, *, asks_current: bool) -> tuple[str, str]:
    """Read the present and the new password; the new one is typed twice."""
    current, new = form.value("current"), form.value("password")
    if asks_current and not current:
        form.fail("current", T("Kata sandi sekarang: belum diisi."))
    if not new:
        form.fail("password", T("Kata sandi baru: belum diisi."))
    elif new != form.value("again"):
        form.fail("again", T("Kata sandi baru yang kedua berbeda. Ketik sekali lagi."))
    form.check()
    return current, new


@dataclass(frozen=True, slots=True)
class Preferences:
    """What people set for themselves."""

    locale: str
    email: str
    mail_notices: bool


def read_preferences(form: Form) -> Preferences:
    """Read language, mail address and whether notices come by mail."""
    found = Preferences(
        locale=form.choice("locale", T("Bahasa"), LOCALES),
        email=form.text("email", T("Alamat surel"), required=False, max_length=254),
        mail_notices=form.flag("mail_notices"),
    )
    form.check()
    return found


@dataclass(frozen=True, slots=True)
class RoleInput:
    """A role to give; ``unit_id`` None = whole office."""

    role: Role
    unit_id: int | None
    from_on: date
    to_on: date | None
    warrant: str
    holding: Holding


def read_role(form: Form) -> RoleInput:
    """Read a role with its scope and dates."""
    role = form.choice("role", T("Peran"), [one.value for one in GRANTED_ROLES])
    scope = form.value("unit")
    if scope != WHOLE_OFFICE and not (scope.isascii() and scope.isdigit() and len(scope) < 10):  # noqa: PLR2004 - digits of a key
        form.fail("unit", T("Wilayah: pilih salah satu."))
    from_on = form.day("from_on", T("Mulai"))
    to_on = form.optional_day("to_on", T("Sampai"))
    warrant = form.text("warrant", T("Nomor surat"), required=False)
    holding = Holding.DEFINITIVE.value
    if form.value("holding"):
        holding = form.choice("holding", T("Bentuk jabatan"), [one.value for one in Holding])
    form.check()
    unit_id = None if scope == WHOLE_OFFICE else int(scope)
    return RoleInput(Role(role), unit_id, from_on, to_on, warrant, Holding(holding))


def read_new_account(form: Form) -> NewAccount:
    """Read an account for somebody who is no employee here."""
    username = form.text("username", T("Nama pengguna"), max_length=USERNAME_TYPED)
    name = form.text("name", T("Nama"))
    email = form.text("email", T("Alamat surel"), required=False, max_length=254)
    form.check()
    return NewAccount(username, name, email=email)


def read_reason(form: Form) -> str:
    """Read why."""
    reason = form.text("reason", T("Alasan"))
    form.check()
    return reason


def read_id(form: Form, name: str) -> int:
    """Read a key that a page put into its form.

    Raises:
        InvalidInput: somebody changed it.
    """
    found = form.optional_integer(name, T("Pilihan"), least=1)
    if found is None:
        raise InvalidInput(T("Pilihan ini tidak dikenal. Muat ulang halaman."))
    return found


def read_authority(form: Form, find_unit: Callable[[str], int | None]) -> NewAuthority:
    """Read a row of the matrix; ``find_unit`` gives the key of a unit code."""
    act, signing = form.member("act", T("Wewenang"), Act), form.member("form", T("Bentuk"), SigningForm)
    official = form.text("official", T("Kode unit yang dipimpin pejabat"), max_length=CODE_TYPED)
    unit = form.text("unit", T("Kode unit wilayah"), required=False, max_length=CODE_TYPED)
    keys = {name: find_unit(code) if code else None for name, code in (("official", official), ("unit", unit))}
    for name, code in (("official", official), ("unit", unit)):
        if code and keys[name] is None:
            form.fail(name, T("Unit dengan kode {code} tidak dikenal.", code=code))
    given = {
        "title": form.text("title", T("Nama jabatan pejabat")),
        "via": form.text("via", T("Mewakili jabatan"), required=False),
        "level": form.text("level", T("Jenjang atau eselon"), required=False, max_length=CODE_TYPED),
        "decree_number": form.text("decree_number", T("Nomor keputusan pendelegasian"), required=False),
        "move_kind": form.choice("move_kind", T("Jenis mutasi"), MOVE_KINDS, required=False),
        "post_kind": form.choice("post_kind", T("Jenis jabatan"), set(JabatanKind), required=False),
    }
    decree_on = form.optional_day("decree_on", T("Tanggal keputusan"))
    from_on, to_on = form.day("from_on", T("Berlaku mulai")), form.optional_day("to_on", T("Berlaku sampai"))
    form.check()
    return NewAuthority(
        act,
        keys["official"] or 0,
        form=signing,
        unit_id=keys["unit"],
        decree_on=decree_on,
        from_on=from_on,
        to_on=to_on,
        **given,
    )
