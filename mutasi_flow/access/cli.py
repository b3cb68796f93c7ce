"""Accounts from the shell: whoever has the shell of the server acts as administrator, and the trail says so."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from mutasi_flow.access import queries, service
from mutasi_flow.access.domain import (
    ACT_LABELS,
    GRANTED_ROLES,
    MOVE_KINDS,
    Act,
    Holding,
    NewAccount,
    Role,
    SigningForm,
    Slip,
    grants_of,
)
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.catalogue import say, write_day
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JabatanKind

OPERATOR = Actor(account_id=None, name="Baris perintah", grants=grants_of(Role.ADMIN, ""), capacity="Administrator")

user = click.Group("user", help="Akun: buat, lihat, nonaktifkan, kata sandi baru, token.")
_USER = click.argument("username", metavar="PENGGUNA")
_DAY = click.DateTime(["%Y-%m-%d"])
_ROLE = click.option("--role", type=click.Choice([role.value for role in GRANTED_ROLES]), help="Peran.")


def _account_id(session: Session, username: str) -> int:
    account_id = queries.find_account_id(session, username)
    if account_id is None:
        raise InvalidInput(T("Akun {username} tidak ada.", username=username))
    return account_id


def _answer_slip(shell: Shell, slip: Slip) -> None:
    document = {"user": slip.username, "password": slip.password, "expires_at": slip.expires_at.isoformat()}
    shell.say(T("Kata sandi sekali pakai untuk {line}. Tidak ditampilkan lagi.", line=slip.identity_line))
    shell.answer(document, [f"{slip.username}  {slip.password}"])


def _employee(session: Session, nip: str) -> people.EmployeeCard:
    card = people.find_employee_by_nip(session, nip)
    if card is None:
        raise InvalidInput(T("Tidak ada pegawai dengan NIP {nip}.", nip=nip))
    return card


def _unit_id(session: Session, code: str) -> int | None:
    if not code:
        return None
    unit = people.find_unit_by_code(session, code)
    if unit is None:
        raise InvalidInput(T("Unit dengan kode {code} tidak dikenal.", code=code))
    return unit.id


def _grant(shell: Shell, session: Session, account_id: int, role: str, unit: str, **held: Any) -> None:
    clock = shell.runtime.clock
    service.grant_role(
        session,
        OPERATOR,
        account_id,
        Role(role),
        unit_id=_unit_id(session, unit),
        from_on=clock.today(),
        at=clock.now(),
        **held,
    )


@command("add", help="Buat akun dan kata sandi sekali pakai.")
@_USER
@click.option("--name", default="", help="Nama lengkap; untuk pegawai diambil dari datanya.")
@click.option("--nip", default="", help="NIP pegawai pemilik akun; kosong: bukan pegawai.")
@click.option("--email", default="", help="Alamat surel; boleh kosong.")
@_ROLE
@click.option("--unit", default="", help="Kode unit tempat peran berlaku; kosong: seluruh kantor.")
def add(shell: Shell, username: str, *, name: str, nip: str, email: str, role: str | None, unit: str) -> None:
    """Make an account, give it a role when asked, and print its one-time password."""
    at = shell.runtime.clock.now()
    with shell.runtime.database.writing() as session:
        card = _employee(session, nip) if nip else None
        owner, employee_id = (card.name, card.id) if card else (name, None)
        account_id = service.create_account(session, OPERATOR, NewAccount(username, owner, employee_id, email), at)
        if role:
            _grant(shell, session, account_id, role, unit)
        (slip,) = service.print_slips(session, OPERATOR, [account_id], at)
    _answer_slip(shell, slip)


@command("role", help="Beri peran kepada akun mulai hari ini.")
@_USER
@click.argument("role", metavar="PERAN", type=click.Choice([role.value for role in GRANTED_ROLES]))
@click.option("--unit", default="", help="Kode unit tempat peran berlaku; kosong: seluruh kantor.")
@click.option(
    "--holding",
    type=click.Choice([one.value for one in Holding]),
    default=Holding.DEFINITIVE.value,
    help="Bentuk jabatan; Plh. dan Plt. tidak memutus dan tidak menandatangani.",
)
@click.option("--warrant", default="", help="Nomor surat dasarnya.")
@click.option("--until", type=_DAY, help="Hari terakhir, misalnya 2026-12-31.")
def give_role(
    shell: Shell, username: str, role: str, *, unit: str, holding: str, warrant: str, until: datetime | None
) -> None:
    """Give a role from today on."""
    held = {"holding": Holding(holding), "warrant": warrant, "to_on": until.date() if until else None}
    with shell.runtime.database.writing() as session:
        _grant(shell, session, _account_id(session, username), role, unit, **held)
    shell.answer({"user": username, "role": role, "unit": unit or None}, [f"{username}  {role}  {unit}".rstrip()])


@command("list", help="Tampilkan akun.")
@click.option("--search", "text", default="", help="Bagian dari nama, nama pengguna, atau NIP.")
@_ROLE
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 100_000), help="Paling banyak.")
def list_users(shell: Shell, text: str, role: str | None, limit: int) -> None:
    """Show accounts by name."""
    today = shell.runtime.clock.today()
    with shell.runtime.database.reading() as session:
        wanted = Role(role) if role else None
        rows = queries.list_accounts(session, [""], text=text, role=wanted, today=today, limit=limit)
        roles = queries.list_roles(session, [row.id for row in rows], today)
    documents = [
        asdict(row)
        | {
            "user": row.username,
            "roles": [{"role": one.role, "unit": one.unit_name} for one in roles if one.account_id == row.id],
        }
        for row in rows
    ]
    shell.answer(documents, [f"{row.username}  {row.identity_line}" for row in rows])


@command("disable", help="Nonaktifkan akun: tidak dapat masuk, sesi dan token berhenti.")
@_USER
@click.option("--reason", default="", help="Alasan, untuk riwayat.")
def disable(shell: Shell, username: str, reason: str) -> None:
    """Shut an account."""
    with shell.runtime.database.writing() as session:
        account_id = _account_id(session, username)
        service.disable_account(session, OPERATOR, account_id, shell.runtime.clock.now(), reason=reason)
    shell.answer({"user": username, "active": False}, [str(T("Akun {username} nonaktif.", username=username))])


@command("reset", help="Ganti kata sandi dengan kata sandi sekali pakai.")
@_USER
def reset(shell: Shell, username: str) -> None:
    """Print a new one-time password; the old password and all sessions end."""
    with shell.runtime.database.writing() as session:
        chosen = [_account_id(session, username)]
        (slip,) = service.print_slips(session, OPERATOR, chosen, shell.runtime.clock.now())
    _answer_slip(shell, slip)


@command("token", help="Buat token API untuk akun.")
@_USER
@click.option("--label", default="", help="Untuk apa token ini dipakai.")
def token(shell: Shell, username: str, label: str) -> None:
    """Make a token; it is shown once."""
    with shell.runtime.database.writing() as session:
        account_id = _account_id(session, username)
        made = service.make_token(session, OPERATOR, account_id, shell.runtime.clock.now(), label=label)
    shell.answer({"token": made}, [made])


for _command in (add, give_role, list_users, disable, reset, token):
    user.add_command(_command)


authority = click.Group("authority", help="Matriks wewenang memutus dan menandatangani.")


@command("list", help="Tampilkan wewenang, juga yang sudah berakhir.")
def list_authorities(shell: Shell) -> None:
    """Show the rows of the matrix."""
    with shell.runtime.database.reading() as session:
        rows = queries.list_authorities(session)
    documents = [
        asdict(row) | {day: str(getattr(row, day) or "") or None for day in ("from_on", "to_on", "decree_on")}
        for row in rows
    ]
    shell.answer(
        documents, [f"{row.id}  {say(ACT_LABELS[row.act])}  {row.capacity}  {write_day(row.from_on)}" for row in rows]
    )


@command("add", help="Tambah wewenang seorang pejabat.")
@click.argument("act", metavar="WEWENANG", type=click.Choice([act.value for act in Act]))
@click.argument("official", metavar="UNIT_PEJABAT")
@click.argument("title", metavar="JABATAN")
@click.option("--form", "signing", type=click.Choice([one.value for one in SigningForm]), default="own", help="Bentuk.")
@click.option("--via", default="", help="Jabatan yang diwakili, untuk u.b.")
@click.option("--decree", "decree_number", default="", help="Nomor keputusan pendelegasian.")
@click.option("--decree-date", type=_DAY, help="Tanggal keputusan pendelegasian.")
@click.option("--kind", "move_kind", type=click.Choice(MOVE_KINDS), help="Jenis mutasi; kosong: semua.")
@click.option("--post-kind", type=click.Choice([kind.value for kind in JabatanKind]), help="Jenis jabatan.")
@click.option("--level", default="", help="Jenjang atau eselon.")
@click.option("--unit", default="", help="Kode unit wilayah; kosong: seluruh kantor.")
@click.option("--from", "from_on", type=_DAY, help="Hari pertama; kosong: hari ini.")
@click.option("--until", "to_on", type=_DAY, help="Hari terakhir.")
def add_authority(shell: Shell, /, *, act: str, official: str, signing: str, unit: str, **given: Any) -> None:
    """Add a row of the matrix."""
    days = {name: given.pop(name) for name in ("decree_date", "from_on", "to_on")}
    clock = shell.runtime.clock
    with shell.runtime.database.writing() as session:
        new = service.NewAuthority(
            Act(act),
            _unit_id(session, official) or 0,
            form=SigningForm(signing),
            unit_id=_unit_id(session, unit),
            decree_on=days["decree_date"].date() if days["decree_date"] else None,
            from_on=days["from_on"].date() if days["from_on"] else clock.today(),
            to_on=days["to_on"].date() if days["to_on"] else None,
            **{name: value or "" for name, value in given.items()},
        )
        key = service.add_authority(session, new, actor=OPERATOR, at=clock.now())
    shell.answer({"id": key, "act": act, "title": new.title}, [f"{key}  {act}  {new.title}"])


@command("end", help="Akhiri satu wewenang.")
@click.argument("authority_id", metavar="ID", type=int)
@click.option("--until", type=_DAY, help="Hari terakhir; kosong: hari ini.")
def end_authority(shell: Shell, *, authority_id: int, until: datetime | None) -> None:
    """Let a row of the matrix end."""
    clock = shell.runtime.clock
    today = clock.today()
    last = until.date() if until else today
    with shell.runtime.database.writing() as session:
        service.end_authority(session, authority_id, last, actor=OPERATOR, today=today, at=clock.now())
    shell.answer({"id": authority_id, "until": last.isoformat()}, [f"{authority_id}  {write_day(last)}"])


for _command in (list_authorities, add_authority, end_authority):
    authority.add_command(_command)
