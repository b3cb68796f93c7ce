"""Whether a route can be walked to its end, before anybody has to. Each finding is a sentence for the editor."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from mutasi_flow.access.domain import ROLE_LABELS, Role
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.routes.kinds import (
    DECIDE,
    DECIDING,
    DECREE,
    FIX,
    HELD_BY_LABELS,
    INAUGURATE,
    LEAVE,
    MINIMUM_PEERS,
    ROLE_OF,
    TASK_NAMES,
    TASK_RULES,
    VERIFY,
    VOICE_OF_KIND,
    HeldBy,
    is_kept_from_acting,
)
from mutasi_flow.transfers.routes.route import Route, Stage, Step
from mutasi_flow.transfers.workflow import State

LONGEST_DAYS = 60
"""Working days that a task may take; with holidays it stays inside the clock of the road."""
MOST_PEERS = 9
ORDER = (State.PROPOSED, State.CONSULTED, State.APPROVED, State.DECREED)
_WITHOUT_MOVES = {
    VERIFY: T("Tidak ada verifikasi: tanpa itu konsultasi tidak pernah disimpulkan."),
    DECIDE: T("Tidak ada yang memutus: tambahkan putusan pejabat."),
    DECREE: T("Tidak ada penerbitan SK: usulan yang disetujui tidak pernah selesai."),
}
_ASKED_PERSONS = frozenset({HeldBy.EMPLOYEE, HeldBy.PEERS})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or that somebody should know; only a blocking one stops publication."""

    text: Text
    is_blocking: bool = True
    place: tuple[int, int] | None = None
    """Stage and task that it is about, counted from 0; None = the whole."""


def _name(kind: str) -> Text:
    return TASK_NAMES.get(kind, Text(kind))


def check(route: Route, roles_held: Collection[Role] | None = None) -> tuple[Finding, ...]:
    """Return what stands against a route; with ``roles_held`` also which of its holders nobody is today."""
    return (
        *_check_whole(route),
        *(found for number, stage in enumerate(route.stages, 1) for found in _check_stage(number, stage)),
        *(
            replace(found, place=(number, place))
            for number, stage in enumerate(route.stages)
            for place, step in enumerate(stage.steps)
            for found in _check_step(step)
        ),
        *_check_reach(route),
        *_check_voices(route),
        *(_check_roles(route, roles_held) if roles_held is not None else ()),
    )


def blocks(findings: Collection[Finding]) -> bool:
    """Whether a route with these findings may not be published."""
    return any(finding.is_blocking for finding in findings)


def _check_whole(route: Route) -> Iterator[Finding]:
    if not str(route.label).strip():
        yield Finding(T("Beri alur ini nama."))
    if not route.source.strip():
        yield Finding(T("Tuliskan dasar aturannya."))
    if route.to_on is not None and route.to_on < route.from_on:
        yield Finding(T("Tanggal akhir harus sesudah tanggal mulai."))
    if not 1 <= route.fix_days <= LONGEST_DAYS:
        yield Finding(T("Waktu perbaikan harus 1 sampai {most} hari kerja.", most=LONGEST_DAYS))
    counted = Counter(kind for stage in route.stages for kind in stage.kinds)
    for kind, sentence in _WITHOUT_MOVES.items():
        if kind not in counted and not (kind == DECREE and LEAVE in counted):
            yield Finding(sentence)
    for kind, count in counted.items():
        if count > 1:
            yield Finding(T("Tugas “{kind}” disebut lebih dari sekali.", kind=_name(kind)))


def _check_stage(number: int, stage: Stage) -> Iterator[Finding]:
    if stage.during not in ORDER:
        yield Finding(T("Tahap {number} berada di luar keadaan yang dilalui usulan.", number=number))
    if not stage.steps:
        yield Finding(T("Tahap {number} tidak berisi tugas.", number=number))
    for kind in stage.kinds:
        rule = TASK_RULES.get(kind)
        if rule is not None and rule.during is not stage.during:
            yield Finding(
                T("Tahap {number}: tugas “{kind}” tidak terbuka pada keadaan ini.", number=number, kind=_name(kind))
            )


def _check_step(step: Step) -> Iterator[Finding]:
    rule = TASK_RULES.get(step.kind)
    if rule is None or step.kind == FIX:
        yield Finding(T("Tugas “{kind}” tidak dikenal.", kind=step.kind))
        return
    if step.kind in DECIDING and not is_kept_from_acting(step.held_by):
        yield Finding(
            T(
                "“{kind}” tidak boleh dipegang {holder}: tempat itu dapat diisi Plh. atau Plt., yang tidak memutus "
                "dan tidak menandatangani.",
                kind=_name(step.kind),
                holder=HELD_BY_LABELS[step.held_by],
            )
        )
    elif step.held_by not in rule.held_by:
        yield Finding(
            T(
                "Tugas “{kind}” tidak dapat dipegang {holder}.",
                kind=_name(step.kind),
                holder=HELD_BY_LABELS[step.held_by],
            )
        )
    if not 1 <= step.days <= LONGEST_DAYS:
        yield Finding(T("Waktu “{kind}” harus 1 sampai {most} hari kerja.", kind=_name(step.kind), most=LONGEST_DAYS))
    yield from _check_quorum(step)


def _check_quorum(step: Step) -> Iterator[Finding]:
    if step.held_by is not HeldBy.PEERS:
        if step.asked or step.quorum:
            yield Finding(T("“{kind}”: jumlah yang ditanya hanya untuk rekan kerja.", kind=_name(step.kind)))
        return
    if not MINIMUM_PEERS <= step.quorum <= step.asked <= MOST_PEERS:
        yield Finding(
            T(
                "Rekan kerja: tanyai {least} sampai {most} orang, dan tunggu paling sedikit {least} jawaban, supaya "
                "tidak ketahuan siapa mengatakan apa.",
                least=MINIMUM_PEERS,
                most=MOST_PEERS,
            )
        )


def _check_reach(route: Route) -> Iterator[Finding]:
    """Every task opens: stages follow the road, and nothing waits behind or beside what ends its state."""
    ranks = [ORDER.index(stage.during) for stage in route.stages if stage.during in ORDER]
    if ranks != sorted(ranks):
        yield Finding(T("Tahap-tahap tidak mengikuti urutan usulan: diusulkan, dikonsultasikan, disetujui, SK terbit."))
    for state in ORDER:
        ended = False
        for index, stage in route.stages_during(state):
            if ended:
                yield Finding(T("Tahap {number} tidak pernah tercapai.", number=index + 1))
            ending = [kind for kind in stage.kinds if kind in TASK_RULES and TASK_RULES[kind].moves]
            if ending and len(stage.steps) > 1 and DECIDING.intersection(ending):
                yield Finding(T("“{kind}” harus sendiri di tahapnya, sesudah yang lain.", kind=_name(ending[0])))
            ended = ended or bool(ending)


def _check_voices(route: Route) -> Iterator[Finding]:
    held_by = {step.held_by for stage in route.stages for step in stage.steps}
    if route.is_confidential and held_by & _ASKED_PERSONS:
        yield Finding(T("Alur rahasia tidak menanyai pegawai yang bersangkutan atau rekannya."))
    if route.is_announced_by_inauguration and not (route.is_confidential and route.find_step(INAUGURATE)):
        yield Finding(T("Pengumuman oleh pelantikan memerlukan alur rahasia dengan pelantikan."))
    if HeldBy.EMPLOYEE in held_by and route.scope.doors == {Door.OWN}:
        sentence = T("Pegawai tidak ditanya: pada permintaan sendiri, permintaannya adalah suaranya.")
        yield Finding(sentence, is_blocking=False)
    has_voice = any(kind in VOICE_OF_KIND for stage in route.stages for kind in stage.kinds)
    if not has_voice and not route.is_confidential:
        yield Finding(T("Tidak ada yang ditanya sebelum diputus."), is_blocking=False)


def _check_roles(route: Route, roles_held: Collection[Role]) -> Iterator[Finding]:
    needed = {ROLE_OF[step.held_by] for stage in route.stages for step in stage.steps if step.held_by in ROLE_OF}
    for role in sorted(needed.difference(roles_held)):
        yield Finding(T("Belum ada yang memegang peran {role}.", role=ROLE_LABELS[role]), is_blocking=False)
