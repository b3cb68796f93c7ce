"""The routes that come with the product. An office publishes its own dated versions, which go before these.

Sources: BKN Regulation 5/2019 (factors, and the performance assessment team before the PPK decides); joint regulation
of five ministers of 2011 on evening out teachers; the tree of I-MUT, where PPPK change the unit only. Working days are
the product's own; an office that has others publishes them.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.domain import Door, Voice
from mutasi_flow.transfers.routes.kinds import (
    DECIDE,
    DECREE,
    DELIBERATE,
    INAUGURATE,
    LEAVE,
    MINIMUM_PEERS,
    OPINION_KINDS,
    OUTER,
    PERTEK,
    VERIFY,
    HeldBy,
)
from mutasi_flow.transfers.routes.route import MoveKind, PostKind, Route, Scope, Stage, Step
from mutasi_flow.transfers.workflow import State

VOICE_DAYS, PARENT_DAYS, VERIFY_DAYS, TEAM_DAYS, DECIDE_DAYS, PERTEK_DAYS, DECREE_DAYS = 5, 3, 3, 10, 5, 5, 3
OUTER_DAYS = 60
"""Working days after which somebody asks how the other authority's decision stands; the law names none."""

ATTENTION: Mapping[str, Text] = MappingProxyType(
    {
        "certified_subject": T(
            "Guru bersertifikat: mata pelajaran di sekolah tujuan sama dengan sertifikat pendidiknya? Bila tidak, "
            "tunjangan profesinya terancam berhenti."
        ),
        "teaching_hours": T(
            "Jam mengajar: paling sedikit 24 jam seminggu di sekolah tujuan, dan guru yang tinggal di sekolah asal "
            "tetap mendapat 24 jam? Bila kurang, tunjangan profesi terancam berhenti."
        ),
        "semester_window": T("Kepindahan guru mulai pada awal semester, supaya kelas tidak ditinggalkan di tengah."),
        "practice_licence": T(
            "Izin praktik (SIP) berlaku untuk satu tempat: sudah diurus untuk fasilitas tujuan sebelum mulai bertugas?"
        ),
        "minimum_nurses": T("Tenaga kesehatan di fasilitas asal tidak menjadi kurang dari jumlah paling sedikit."),
        "contract_end": T("PPPK: kontrak masih berlaku pada tanggal mulai bertugas, dan jabatannya tetap sama."),
        "return_date": T("Penempatan sementara: tanggal kembali tertulis, jabatan dan gaji tetap di unit asal."),
        "former_post": T("Jabatan semula masih ada dan dapat ditempati kembali."),
    }
)


def attention_of(route: Route) -> tuple[Text, ...]:
    """Return the sentences about what to look at on files of this route; what is no code is the office's own words."""
    return tuple(ATTENTION.get(code, Text(code)) for code in route.attention)


def _voice(voice: Voice, days: int = VOICE_DAYS) -> Step:
    if voice is Voice.PEER:
        return Step(OPINION_KINDS[voice], HeldBy.PEERS, days, asked=MINIMUM_PEERS, quorum=MINIMUM_PEERS)
    return Step(OPINION_KINDS[voice], HeldBy(voice.value), days)


_HEADS = (_voice(Voice.SUPERVISOR), _voice(Voice.RELEASING), _voice(Voice.RECEIVING))
_ALL = (_voice(Voice.EMPLOYEE), *_HEADS, _voice(Voice.PEER))
_VERIFY = Step(VERIFY, HeldBy.VERIFIER, VERIFY_DAYS)
_ENDING = (
    Stage(State.CONSULTED, (Step(DECIDE, HeldBy.DECIDER, DECIDE_DAYS),)),
    Stage(State.APPROVED, (Step(DECREE, HeldBy.SIGNER, DECREE_DAYS),)),
)


def _consulted(*stages: tuple[Step, ...]) -> tuple[Stage, ...]:
    return (*(Stage(State.PROPOSED, steps) for steps in stages), *_ENDING)


_INSIDE = frozenset({MoveKind.A, MoveKind.PPPK})
_STAFF = frozenset({PostKind.GENERAL, PostKind.FUNCTIONAL})
_BKN = "Peraturan BKN 5/2019"

INTERNAL = Route(
    code="internal",
    version=1,
    label=T("Tanggapan lebih dahulu, lalu verifikasi"),
    stages=_consulted(_ALL, (_VERIFY,)),
    scope=Scope(_INSIDE),
    source=_BKN,
)
INTERNAL_BESIDE = replace(
    INTERNAL,
    code="internal-beside",
    label=T("Tanggapan dan verifikasi berdampingan"),
    stages=_consulted((*_ALL, _VERIFY)),
)
_STAFF_OWN = Route(
    code="staff-own",
    version=1,
    label=T("Pelaksana dan fungsional, atas permintaan sendiri"),
    stages=_consulted((*_HEADS, _voice(Voice.PEER)), (_VERIFY,)),
    scope=Scope(frozenset({MoveKind.A}), _STAFF, frozenset({Door.OWN})),
    source=_BKN,
)
_STAFF_UNIT = replace(
    _STAFF_OWN,
    code="staff-unit",
    label=T("Pelaksana dan fungsional, atas permintaan unit"),
    stages=_consulted(_ALL, (_VERIFY,)),
    scope=Scope(frozenset({MoveKind.A}), _STAFF, frozenset({Door.UNIT})),
)
_STAFF_PLAN = replace(
    _STAFF_UNIT,
    code="staff-plan",
    label=T("Pelaksana dan fungsional, menurut rencana mutasi"),
    scope=Scope(frozenset({MoveKind.A}), _STAFF, frozenset({Door.PLAN})),
)
_TEACHER = Route(
    code="teacher",
    version=1,
    label=T("Guru: sekolah, dinas, lalu BKPSDM"),
    stages=_consulted(_ALL, (_voice(Voice.PARENT, PARENT_DAYS),), (_VERIFY,)),
    scope=Scope(frozenset({MoveKind.A}), frozenset({PostKind.TEACHER})),
    attention=("certified_subject", "teaching_hours", "semester_window"),
    source="Peraturan bersama lima menteri 2011 tentang penataan dan pemerataan guru",
)
_HEALTH = Route(
    code="health",
    version=1,
    label=T("Tenaga kesehatan"),
    stages=_consulted(_ALL, (_VERIFY,)),
    scope=Scope(frozenset({MoveKind.A}), frozenset({PostKind.HEALTH})),
    attention=("practice_licence", "minimum_nurses"),
    source=_BKN,
)
_MANAGERIAL = Route(
    code="managerial",
    version=1,
    label=T("Jabatan manajerial: rahasia, dengan tim penilai kinerja, pertimbangan teknis, dan pelantikan"),
    stages=(
        Stage(State.PROPOSED, (_VERIFY,)),
        Stage(State.CONSULTED, (Step(DELIBERATE, HeldBy.TEAM, TEAM_DAYS),)),
        _ENDING[0],
        Stage(State.APPROVED, (Step(PERTEK, HeldBy.VERIFIER, PERTEK_DAYS),)),
        _ENDING[1],
        Stage(State.DECREED, (Step(INAUGURATE, HeldBy.VERIFIER, PERTEK_DAYS),)),
    ),
    scope=Scope(frozenset({MoveKind.A}), frozenset({PostKind.MANAGERIAL})),
    is_confidential=True,
    source="Peraturan BKN 5/2019; SE Kepala BKN 7/2024",
)
_PPPK = Route(
    code="pppk",
    version=1,
    label=T("PPPK: pindah unit dengan jabatan yang sama"),
    stages=_consulted(_ALL, (_VERIFY,)),
    scope=Scope(frozenset({MoveKind.PPPK})),
    attention=("contract_end",),
    source="I-MUT: Mutasi, PPPK, Unor",
)
_OUTGOING = Route(
    code="outgoing",
    version=1,
    label=T("Pindah keluar: persetujuan melepas, lalu putusan instansi yang berwenang"),
    stages=(
        Stage(State.PROPOSED, (_voice(Voice.EMPLOYEE), _voice(Voice.SUPERVISOR), _voice(Voice.RELEASING))),
        Stage(State.PROPOSED, (_VERIFY,)),
        _ENDING[0],
        Stage(State.APPROVED, (Step(LEAVE, HeldBy.VERIFIER, OUTER_DAYS),)),
    ),
    scope=Scope(frozenset({MoveKind.B, MoveKind.C, MoveKind.D})),
    source="Peraturan BKN 5/2019; SE Kepala BKN 3/2019; Permendagri 58/2019",
)
_INCOMING = Route(
    code="incoming",
    version=1,
    label=T("Pindah masuk: persetujuan menerima, pertimbangan teknis, putusan instansi yang berwenang, lalu SK"),
    stages=(
        Stage(State.PROPOSED, (_voice(Voice.RECEIVING),)),
        Stage(State.PROPOSED, (_VERIFY,)),
        _ENDING[0],
        Stage(State.APPROVED, (Step(PERTEK, HeldBy.VERIFIER, PERTEK_DAYS),)),
        Stage(State.APPROVED, (Step(OUTER, HeldBy.VERIFIER, OUTER_DAYS),)),
        _ENDING[1],
    ),
    scope=Scope(frozenset({MoveKind.INCOMING})),
    source="Peraturan BKN 5/2019; SE Kepala BKN 3/2019; Permendagri 58/2019",
)
_TEMPORARY = Route(
    code="temporary",
    version=1,
    label=T("Penempatan sementara"),
    stages=_consulted((_voice(Voice.EMPLOYEE), *_HEADS), (_VERIFY,)),
    scope=Scope(frozenset({MoveKind.TEMPORARY})),
    attention=("return_date",),
    source="Praktik penempatan sementara dalam satu pemerintah daerah",
)
_REVOCATION = Route(
    code="revocation",
    version=1,
    label=T("Pencabutan SK dan pemulihan jabatan semula"),
    stages=(
        Stage(State.PROPOSED, (_voice(Voice.EMPLOYEE),)),
        Stage(State.PROPOSED, (_VERIFY,)),
        Stage(State.CONSULTED, (Step(DELIBERATE, HeldBy.TEAM, TEAM_DAYS),)),
        *_ENDING,
    ),
    scope=Scope(frozenset({MoveKind.REVOCATION})),
    attention=("former_post",),
    source="UU 30/2014",
)

DEFAULTS: tuple[Route, ...] = (
    INTERNAL,
    _STAFF_OWN,
    _STAFF_UNIT,
    _STAFF_PLAN,
    _TEACHER,
    _HEALTH,
    _MANAGERIAL,
    _PPPK,
    _OUTGOING,
    _INCOMING,
    _TEMPORARY,
    _REVOCATION,
)
"""What new transfers begin on, unless the office has said otherwise."""
ROUTES: Mapping[str, Route] = MappingProxyType({route.key: route for route in (*DEFAULTS, INTERNAL_BESIDE)})
"""Every shipped version that ever was, by key: transfers stay on the one they began with."""
GENERAL: tuple[Route, ...] = (INTERNAL, INTERNAL_BESIDE)
"""Orders that an office may choose for all its internal moves instead of the defaults."""
