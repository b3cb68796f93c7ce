"""The first page: what needs you now, where your own request is, and the doors that are open to you."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import Answer, current_clock, current_session, find_visitor, public
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.queries import find_open_number, get_card, load_journey, load_status

pages = Blueprint("home", __name__)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A door of the product for whoever has any of the permissions (none: everybody signed in)."""

    title: Text
    hint: Text
    endpoint: str
    permissions: tuple[Permission, ...] = ()


SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut(
        T("Cek kelayakan mutasi"), T("Dua menit, sebelum mengisi apa pun."), "eligibility.show", (Permission.SELF,)
    ),
    Shortcut(
        T("Antrean verifikasi"),
        T("Berkas yang menunggu diperiksa, dengan batas waktunya."),
        "queue.verification",
        (Permission.TRANSFERS_VERIFY,),
    ),
    Shortcut(
        T("Telaah dan putusan"),
        T("Usulan yang menunggu putusan atau penerbitan SK."),
        "queue.decisions",
        (Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE),
    ),
    Shortcut(
        T("Ajukan untuk pegawai"),
        T("Atas permintaan pegawai, atau karena kebutuhan unit."),
        "filing.begin",
        (Permission.TRANSFERS_FILE_FOR, Permission.TRANSFERS_PROPOSE),
    ),
    Shortcut(T("Pegawai"), T("Profil, riwayat, dan masa kerja."), "employees.search", (Permission.EMPLOYEES_READ,)),
    Shortcut(T("Unit"), T("Pohon unit, kepala, dan keterisian."), "units.tree", (Permission.UNITS_READ,)),
    Shortcut(T("Impor data"), T("Pegawai, unit, dan kebutuhan dari Excel."), "imports.index", (Permission.IMPORT,)),
    Shortcut(
        T("Akun dan slip"), T("Buat akun dan cetak kata sandi sekali pakai."), "slips.choose", (Permission.ACCOUNTS,)
    ),
    Shortcut(T("Jejak"), T("Siapa melakukan apa, dan bukti tidak diubah."), "trail.index", (Permission.AUDIT_READ,)),
    Shortcut(T("Pengaturan kantor"), T("Nama, nomor surat, kalender, fitur."), "office.show", (Permission.ADMIN,)),
)


def shortcuts_for(actor: Actor) -> Sequence[Shortcut]:
    """Return the doors that are open to the actor."""
    return [one for one in SHORTCUTS if not one.permissions or any(actor.has(each) for each in one.permissions)]


@pages.get("/")
@public
def show() -> Answer:
    """Show the home page; strangers see what the service is and where to sign in."""
    visitor, session = find_visitor(), current_session()
    if visitor is None:
        return render_template("office/welcome.html", here=people.get_office(session))
    actor, today = visitor.actor, current_clock().today()
    number = find_open_number(session, actor.employee_id) if actor.employee_id else None
    card = get_card(session, number, actor) if number else None
    tasks = inbox.list_for(session, actor, limit=5)
    return render_template(
        "office/home.html",
        actor=actor,
        first=tasks[0] if tasks else None,
        waiting=inbox.count_for(session, actor, today),
        unread=inbox.count_unread(session, actor),
        card=card,
        status=load_status(session, card, actor) if card else None,
        journey=load_journey(session, card) if card else (),
        shortcuts=shortcuts_for(actor),
    )
