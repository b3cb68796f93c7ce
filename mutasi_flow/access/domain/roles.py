"""Roles: what somebody is here for, which permissions each bundles, and whose tasks it does."""

from enum import StrEnum

from mutasi_flow.core.actor import Absentee, Grant, Permission
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


class Holding(StrEnum):
    """In which form a role is held; UU 30/2014 art. 14 keeps strategic decisions from Plh. and Plt."""

    DEFINITIVE = "definitive"
    PLH = "plh"
    """Daily acting, while the holder is away for a short time."""
    PLT = "plt"
    """Acting, while the post has no holder."""
    PJ = "pj"
    """Head of region appointed by the Minister; decides and signs like a holder, with the Minister's approval."""


HOLDING_LABELS: dict[Holding, Text] = {
    Holding.DEFINITIVE: T("Definitif"),
    Holding.PLH: T("Plh. (pelaksana harian)"),
    Holding.PLT: T("Plt. (pelaksana tugas)"),
    Holding.PJ: T("Pj. (penjabat)"),
}
HOLDING_TITLES: dict[Holding, str] = {Holding.PLH: "Plh. ", Holding.PLT: "Plt. ", Holding.PJ: "Pj. "}
"""What stands before the capacity in the trail."""

ACTING = frozenset({Holding.PLH, Holding.PLT})
"""Forms in which somebody reviews and proposes, but neither decides nor signs."""

KEPT_FROM_ACTING = frozenset({Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE, Permission.TRANSFERS_CANCEL})
"""What whoever decides or signs may only as holder: UU 30/2014 art. 14(7) keeps decisions that change somebody's status,
and cancelling undoes one that has been taken. A verifier, also an acting one, cancels where a case has lost its ground."""
_DECIDING = frozenset({Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE})


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
    Role.AUDITOR: _READ_ROAD | {Permission.AUDIT_READ},
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

KEPT_ROLES = frozenset(role for role, mark in ROLE_MARKS.items() if mark in KEPT_FROM_ACTING)
"""Roles whose tasks Plh. and Plt. do not do: they decide and sign."""

GRANTED_ROLES: tuple[Role, ...] = tuple(role for role in Role if role is not Role.EMPLOYEE)
"""Roles that somebody must be given; every account of an employee is an employee without asking."""

OFFICE_WIDE_ROLES = frozenset({Role.ADMIN, Role.AUDITOR})
"""Roles that cannot be narrowed to a subtree: what they touch belongs to the whole office."""


def capacity_of(role: Role, holding: Holding = Holding.DEFINITIVE) -> str:
    """Return how the trail names somebody who acts in the role, held in this form."""
    return f"{HOLDING_TITLES.get(holding, '')}{ROLE_LABELS[role]}"


STANDING_IN = "mewakili "
"""What stands before the name of the absent person in the trail."""
STAND_IN = frozenset({Permission.TRANSFERS_VERIFY, *_READ_ROAD})
"""What somebody does for an absent verifier: checking and reading, never deciding, signing or cancelling."""


def grants_for_absent(
    absentee: Absentee, role: Role, unit_path: str, holding: Holding, *, warrant: str = ""
) -> tuple[Grant, ...]:
    """Return what standing in for somebody absent allows of that person's ``role``."""
    capacity = capacity_for_absent(absentee, capacity_of(role, holding))
    return tuple(
        Grant(grant.permission, unit_path, capacity, warrant, absentee)
        for grant in grants_of(role, unit_path, holding)
        if grant.permission in STAND_IN
    )


def capacity_for_absent(absentee: Absentee, capacity: str) -> str:
    """Return how the trail names somebody who stands in: ``mewakili Ratna Dewi (Verifikator)``."""
    return f"{STANDING_IN}{absentee.name} ({capacity})"


def grants_of(
    role: Role, unit_path: str, holding: Holding = Holding.DEFINITIVE, *, warrant: str = ""
) -> tuple[Grant, ...]:
    """Return what ``role`` over the unit with ``unit_path`` (``""`` = whole office) allows, held in this form.

    Acting officials may review and propose where the holder decides or signs.
    """
    allowed = ROLE_PERMISSIONS[role]
    if holding in ACTING and allowed & _DECIDING:
        allowed = (allowed - KEPT_FROM_ACTING) | {Permission.TRANSFERS_REVIEW, Permission.TRANSFERS_PROPOSE}
    capacity = capacity_of(role, holding)
    return tuple(Grant(permission, unit_path, capacity, warrant) for permission in sorted(allowed))
