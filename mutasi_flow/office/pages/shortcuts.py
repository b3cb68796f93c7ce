"""The doors of the product on the first page, in groups; each person sees those that are open."""

from collections.abc import Callable, Sequence

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.texts import T
from mutasi_flow.office.pages.doors import Group, Shortcut
from mutasi_flow.office.pages.managing import MANAGING
from mutasi_flow.office.pages.working import WORKING

MOVING = Group(
    T("Pindah tugas"),
    (
        Shortcut(
            T("Cek kelayakan mutasi"), T("Dua menit, sebelum mengisi apa pun."), "eligibility.show", (Permission.SELF,)
        ),
        Shortcut(
            T("Usulan dan SK saya"), T("Sedang di siapa, sampai kapan, dan SK yang sudah terbit."), "tracking.index"
        ),
        Shortcut(T("Jabatan yang cocok"), T("Lowongan yang cocok untuk Anda."), "suited.own", (Permission.SELF,)),
        Shortcut(
            T("Minat saya"), T("Di mana Anda ingin bertugas, bila ada kesempatan."), "wishes.own", (Permission.SELF,)
        ),
        Shortcut(
            T("Bursa mutasi"),
            T("Putaran sukarela: bertukar tempat dengan pegawai lain."),
            "market.index",
            (Permission.SELF, Permission.PLAN, Permission.ADMIN),
            module="exchange",
        ),
        Shortcut(
            T("Rencana yang diumumkan"),
            T("Apa yang direncanakan, apa bagi Anda, dan tempat menanggapinya."),
            "published.index",
            (Permission.SELF,),
        ),
    ),
)
PERSONAL = Group(
    T("Data dan kabar Anda"),
    (
        Shortcut(T("Profil saya"), T("Data kepegawaian yang dipakai sistem ini."), "employees.own", (Permission.SELF,)),
        Shortcut(
            T("Kesiapan saya"),
            T("Untuk pekerjaan dan tempat seperti apa Anda siap ditugaskan."),
            "readiness.own",
            (Permission.SELF,),
        ),
        Shortcut(
            T("Talenta saya"),
            T("Hasil penilaian, kompetensi, dan tujuan pengembangan Anda."),
            "talent.own",
            (Permission.SELF,),
            module="nine_box",
        ),
        Shortcut(T("Pesan"), T("Kabar tentang usulan dan tugas Anda."), "inbox.notices"),
    ),
)
OWN = (MOVING, PERSONAL)


def groups_for(actor: Actor, has_module: Callable[[str], bool]) -> Sequence[Group]:
    """Return the groups of the actor's work; a page stands in the first group that offers it."""
    groups = (*MANAGING, *WORKING) if actor.has(Permission.ADMIN) else (*WORKING, *MANAGING)
    return _open_groups(groups, actor, has_module)


def own_groups_for(actor: Actor, has_module: Callable[[str], bool]) -> Sequence[Group]:
    """Return the groups that are for the actor as an employee."""
    return _open_groups(OWN, actor, has_module)


def _open_groups(groups: Sequence[Group], actor: Actor, has_module: Callable[[str], bool]) -> Sequence[Group]:
    found: list[Group] = []
    shown: set[str] = set()
    for group in groups:
        doors = [
            one
            for one in group.shortcuts
            if one.is_open_to(actor) and (not one.module or has_module(one.module)) and one.endpoint not in shown
        ]
        shown.update(one.endpoint for one in doors)
        if doors:
            found.append(Group(group.title, tuple(doors)))
    return found
