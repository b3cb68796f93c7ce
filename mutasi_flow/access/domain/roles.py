"""Roles: what somebody is here for, which permissions each bundles, and whose tasks it does."""

from enum import StrEnum

from mutasi_flow.core.actor import Grant, Permission
from mutasi_flow.core.texts import T, Text


class Role(StrEnum):
    """What somebody is here for; a role is held over a unit subtree, from–to."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"
    STAFFING = "staffing"
    VERIFIER = "verifier"
    PLANNER = "planner"
    TEAM_MEMBER = "team_member"
    DECIDER = "decider"
    SIGNER = "signer"
    AUDITOR = "auditor"
    ADMIN = "admin"


ROLE_LABELS: dict[Role, Text] = {
    Role.EMPLOYEE: T("Pegawai"),
    Role.SUPERVISOR: T("Atasan"),
    Role.STAFFING: T("Pengelola kepegawaian"),
    Role.VERIFIER: T("Verifikator"),
    Role.PLANNER: T("Perencana"),
    Role.TEAM_MEMBER: T("Anggota tim penilai kinerja"),
    Role.DECIDER: T("Pejabat pemutus"),
    Role.SIGNER: T("Penanda tangan SK"),
    Role.AUDITOR: T("Pengawas"),
    Role.ADMIN: T("Administrator"),
}

ROLE_EXPLANATIONS: dict[Role, Text] = {
    Role.EMPLOYEE: T("Melihat data sendiri, mengajukan pindah, dan menjawab tugas sendiri."),
    Role.SUPERVISOR: T("Memimpin unit: memberi tanggapan dan mengusulkan pindah pegawai unitnya."),
    Role.STAFFING: T("Membantu pegawai unit: membuat akun, mencetak slip, dan mengajukan atas nama pegawai."),
    Role.VERIFIER: T("Memeriksa usulan dan menyimpulkan konsultasi."),
    Role.PLANNER: T("Menyusun rencana penempatan dan membaca kebutuhan unit."),
    Role.TEAM_MEMBER: T("Membahas usulan bersama tim; tidak memutus sendiri."),
    Role.DECIDER: T("Menyetujui atau tidak menyetujui usulan."),
    Role.SIGNER: T("Menerbitkan dan mencabut SK."),
    Role.AUDITOR: T("Membaca semua berkas dan jejak; tidak mengubah apa pun."),
    Role.ADMIN: T("Mengatur akun, peran, dan aplikasi; tidak memutus usulan."),
}

_READ_ROAD = frozenset(
    {Permission.EMPLOYEES_READ, Permission.UNITS_READ, Permission.TRANSFERS_READ, Permission.BALANCE_READ}
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.EMPLOYEE: frozenset({Permission.SELF}),
    Role.SUPERVISOR: _READ_ROAD | {Permission.SUPERVISE, Permission.TRANSFERS_PROPOSE},
    Role.STAFFING: _READ_ROAD
    | {
        Permission.ACCOUNTS,
        Permission.EMPLOYEES_WRITE,
        Permission.TRANSFERS_FILE_FOR,
        Permission.TRANSFERS_PROPOSE,
    },
    Role.VERIFIER: _READ_ROAD
    | {
        Permission.PEER_NAMES,
        Permission.TRANSFERS_FILE_FOR,
        Permission.TRANSFERS_VERIFY,
        Permission.TRANSFERS_CANCEL,
    },
    Role.PLANNER: _READ_ROAD | {Permission.PLAN, Permission.TRANSFERS_PROPOSE},
    Role.TEAM_MEMBER: _READ_ROAD | {Permission.DELIBERATE},
    Role.DECIDER: _READ_ROAD | {Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_CANCEL},
    Role.SIGNER: _READ_ROAD | {Permission.TRANSFERS_DECREE},
    Role.AUDITOR: _READ_ROAD | {Permission.AUDIT_READ, Permission.PEER_NAMES},
    Role.ADMIN: frozenset(
        {
            Permission.ADMIN,
            Permission.ACCOUNTS,
            Permission.EMPLOYEES_READ,
            Permission.EMPLOYEES_WRITE,
            Permission.UNITS_READ,
            Permission.IMPORT,
            Permission.BALANCE_READ,
            Permission.AUDIT_READ,
        }
    ),
}
"""Which permissions each role bundles. Nobody who only runs the application may read or decide a file."""

ROLE_MARKS: dict[Role, Permission] = {
    Role.EMPLOYEE: Permission.SELF,
    Role.SUPERVISOR: Permission.SUPERVISE,
    Role.STAFFING: Permission.TRANSFERS_FILE_FOR,
    Role.VERIFIER: Permission.TRANSFERS_VERIFY,
    Role.PLANNER: Permission.PLAN,
    Role.TEAM_MEMBER: Permission.DELIBERATE,
    Role.DECIDER: Permission.TRANSFERS_DECIDE,
    Role.SIGNER: Permission.TRANSFERS_DECREE,
    Role.AUDITOR: Permission.AUDIT_READ,
    Role.ADMIN: Permission.ADMIN,
}
"""The permission that does a role's tasks: a task held by a role waits for whoever has this over its unit."""

GRANTED_ROLES: tuple[Role, ...] = tuple(role for role in Role if role is not Role.EMPLOYEE)
"""Roles that somebody must be given; every account of an employee is an employee without asking."""

OFFICE_WIDE_ROLES = frozenset({Role.ADMIN, Role.AUDITOR})
"""Roles that cannot be narrowed to a subtree: what they touch belongs to the whole office."""


def grants_of(role: Role, unit_path: str) -> tuple[Grant, ...]:
    """Return what ``role`` over the unit with ``unit_path`` (``""`` = whole office) allows."""
    return tuple(Grant(permission, unit_path) for permission in sorted(ROLE_PERMISSIONS[role]))
