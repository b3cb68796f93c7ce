"""Explanations in words: figures and names for the analyst; for the employee kinds of reasons, and nobody's data."""

from enum import StrEnum

import numpy as np

from mutasi_flow.core.kept import BETWEEN
from mutasi_flow.core.texts import T, Text, joined
from mutasi_flow.planning.costs import COMPETENCE_PARTS, DISTANCE_PARTS, shortfall
from mutasi_flow.planning.explaining import Explanation, Outcome
from mutasi_flow.planning.graph import DUTY_PARTS
from mutasi_flow.planning.outcome import Plan
from mutasi_flow.planning.policy import Tier
from mutasi_flow.planning.reasons import Failure, name_of
from mutasi_flow.planning.rules import Eligibility, whole_months
from mutasi_flow.planning.tables import brings_experience, move_reason

SHOWN = 5
_DRAWS = 2**31
TIERS: dict[Tier, Text] = {
    Tier.DUTY: T("kewajiban rotasi"),
    Tier.BALANCE: T("keseimbangan pegawai dengan kebutuhan"),
    Tier.LIMIT: T("batas jumlah mutasi"),
    Tier.COMPETENCE: T("kompetensi"),
    Tier.WISH: T("pilihan pegawai"),
    Tier.DISTANCE: T("jarak dan beban daerah sulit"),
    Tier.MOVES: T("jumlah mutasi"),
    Tier.DRAW: T("undian terbuka"),
}
_WITH_EXPERIENCE = T("keseimbangan pegawai dengan kebutuhan, dan pengalaman di tempat sulit")

_MENDED: dict[str, Text] = {
    "P01": T("Kedudukan hukum Anda kembali aktif."),
    "P04": T("Golongan dan jalur jabatan Anda memenuhi syarat jabatan itu."),
    "P05": T("Pendidikan yang disyaratkan tercatat dalam data Anda."),
    "P06": T("Sertifikat itu Anda miliki dan tercatat dalam data Anda."),
    "P07": T("Hukuman atau prosesnya selesai."),
    "P08": T("Penilaian kinerja berikutnya mencapai batas itu."),
    "P09": T("Tempat itu masuk daftar minat Anda sebelum data rencana dibaca."),
    "P10": T("Cuti, tugas belajar, atau sakit itu selesai."),
    "P11": T("Keluarga Anda tidak lagi bertugas di sana."),
    "P12": T("Batas jarak dalam rencana diubah."),
    "P13": T("Kuncinya dibuka oleh penyusun rencana."),
    "P15": T("Ada yang masuk ke tempat Anda sekarang, atau tempat di sana bertambah."),
}
"""What lifts a rule, told to the employee; time is told as a day, and what nothing lifts is missing."""
_TURNED: dict[Tier, Text] = {
    Tier.DUTY: T("Tidak ada kewajiban rotasi yang harus didahulukan."),
    Tier.BALANCE: T("Di tempat Anda sekarang pegawai bertambah, atau di tempat tujuan kebutuhan naik."),
    Tier.LIMIT: T("Batas jumlah mutasi dalam rencana dinaikkan."),
    Tier.COMPETENCE: T("Kompetensi yang disyaratkan di tempat tujuan Anda penuhi dan tercatat dalam data Anda."),
    Tier.WISH: T("Pilihan Anda dan pegawai lain berubah."),
    Tier.DISTANCE: T("Jaraknya berkurang, misalnya karena tempat lain yang lebih dekat membutuhkan Anda."),
    Tier.MOVES: T("Ada kekurangan yang tertutup bila Anda pindah."),
    Tier.DRAW: T("Tidak ada yang perlu Anda ubah: undian lain dapat memberi hasil lain."),
}
_EXPERIENCED = T("Atau kebutuhan akan pegawai berpengalaman di tempat sulit terpenuhi dengan cara lain.")
_CHEAPER = T("Atau harga mutasi dalam rencana diturunkan.")
"""What else would turn an aim of balance, where experience weighs in it and a move has its price."""


class Audience(StrEnum):
    """Who reads it."""

    EMPLOYEE = "employee"
    ANALYST = "analyst"


def sentences(eligible: Eligibility, plan: Plan, found: Explanation, audience: Audience) -> list[Text]:
    """Return the explanation in words for ``audience``."""
    is_analyst = audience is Audience.ANALYST
    if found.outcome is Outcome.MOVED:
        return _moved(eligible, plan, found, is_analyst=is_analyst)
    if found.outcome is Outcome.BARRED:
        return _barred(eligible, found, is_analyst=is_analyst)
    return _worse(eligible, plan, found) if is_analyst else [_lost(eligible, plan, found)]


def name_tier(tier: Tier, experience: float) -> Text:
    """Return an aim in words; where experience weighs, it is part of balance."""
    return _WITH_EXPERIENCE if experience and tier is Tier.BALANCE else TIERS[tier]


def _who(eligible: Eligibility, person: int) -> str:
    staff = eligible.snapshot.staff
    return f"{staff.name[person]} ({staff.nip[person]})" if staff.name[person] else str(staff.nip[person])


def _moved(eligible: Eligibility, plan: Plan, found: Explanation, *, is_analyst: bool) -> list[Text]:
    cell = found.cell if found.cell is not None else -1
    post = name_of(eligible.snapshot, cell)
    wish = eligible.wished.get((found.person, cell))
    wished = [T("Ini pilihannya yang ke-{rank}.", rank=wish)] if wish else []
    if not is_analyst:
        own = [T("Ini pilihan Anda yang ke-{rank}.", rank=wish)] if wish else []
        return [_purpose(eligible, plan, found.person, cell), *own]
    staff = eligible.snapshot.staff
    months = whole_months(staff.held_on[[found.person]], np.array([np.datetime64(eligible.snapshot.effective_on)]))
    missing = shortfall(eligible, np.array([found.person]), np.array([cell]))
    return [
        T("{who} diusulkan ke {post}.", who=_who(eligible, found.person), post=post),
        move_reason(eligible, plan, found.person, cell),
        T(
            "Selisih kompetensi {missing} tingkat; masa jabatan {years} tahun; {candidates} calon lain memenuhi syarat.",
            missing=float(missing[0]),
            years=round(int(months[0]) / 12, 1),
            candidates=found.candidates,
        ),
        *wished,
    ]


def _purpose(eligible: Eligibility, plan: Plan, person: int, cell: int) -> Text:
    """Tell the employee what the move is for."""
    post = name_of(eligible.snapshot, cell)
    if brings_experience(eligible, plan, person, cell):
        return T(
            "Anda diusulkan ke {post}: jabatan itu di tempat sulit dan belum diisi pegawai berpengalaman.", post=post
        )
    lacking = eligible.snapshot.cells.need - plan.levels_before
    if plan.policy.experience and lacking[cell] <= lacking[eligible.snapshot.staff.cell[person]]:
        return T(
            "Anda diusulkan ke {post}, supaya jabatan di tempat sulit dapat diisi pegawai berpengalaman.", post=post
        )
    return T("Anda diusulkan ke {post}: di sana pegawai lebih dibutuhkan daripada di tempat Anda sekarang.", post=post)


def _barred(eligible: Eligibility, found: Explanation, *, is_analyst: bool) -> list[Text]:
    reasons = joined((_reason(failure, is_analyst=is_analyst) for failure in found.failures), BETWEEN)
    if found.cell is None:
        first = (
            T("{who} tidak dapat dipindahkan: {reasons}.", who=_who(eligible, found.person), reasons=reasons)
            if is_analyst
            else T("Anda tidak diusulkan pindah: {reasons}.", reasons=reasons)
        )
    else:
        post = name_of(eligible.snapshot, found.cell)
        first = (
            T(
                "{who} tidak ditempatkan di {post}: {reasons}.",
                who=_who(eligible, found.person),
                post=post,
                reasons=reasons,
            )
            if is_analyst
            else T("Anda tidak ditempatkan di {post}: {reasons}.", post=post, reasons=reasons)
        )
    return [first, *_remedies(eligible, found)]


def _reason(failure: Failure, *, is_analyst: bool) -> Text:
    if is_analyst and failure.rule != "P00":
        return T("{reason} ({rule})", reason=failure.reason, rule=failure.rule)
    return failure.reason


def _remedies(eligible: Eligibility, found: Explanation) -> list[Text]:
    """Say what time itself will mend."""
    if not any(failure.rule == "P02" for failure in found.failures):
        return []
    since = eligible.snapshot.staff.held_on[found.person]
    month = since.astype("datetime64[M]") + int(np.ceil(eligible.value("P02") * 12))
    day = month.astype("datetime64[D]") + (since - since.astype("datetime64[M]").astype("datetime64[D]"))
    return [T("Masa jabatan cukup mulai {day}.", day=day.item())]


def remedies(plan: Plan, found: Explanation) -> list[Text]:
    """Return what would have to change, told to the employee: all of it where rules forbid, else what decided."""
    if found.outcome is Outcome.BARRED:
        rules = dict.fromkeys(failure.rule for failure in found.failures)
        return [_MENDED[rule] for rule in rules if rule in _MENDED]
    if found.outcome is not Outcome.WORSE:
        return []
    weighs = found.tier is Tier.BALANCE
    policy = plan.policy
    more = [text for text, applies in ((_EXPERIENCED, policy.experience), (_CHEAPER, policy.move_price)) if applies]
    return [_TURNED[found.tier or Tier.DRAW], *(more if weighs else [])]


def _lost(eligible: Eligibility, plan: Plan, found: Explanation) -> Text:
    """Tell the employee the kind of reason, without names and figures of others."""
    if found.cell is None and found.tier is Tier.DRAW:
        return T(
            "Anda tidak diusulkan pindah: rencana sama baiknya bila Anda tetap, dan undian terbuka yang menentukan."
        )
    if found.cell is None:
        return T(
            "Anda tidak diusulkan pindah: dalam hal {tier}, rencana lebih baik bila Anda tetap.",
            tier=_name(plan, found),
        )
    post = name_of(eligible.snapshot, found.cell)
    if found.tier is Tier.DRAW:
        return T(
            "Anda memenuhi semua syarat untuk {post} dan sama baiknya dengan calon lain dalam segala hal; yang menentukan adalah undian terbuka.",
            post=post,
        )
    if found.tier in (Tier.DUTY, Tier.BALANCE, Tier.LIMIT, Tier.MOVES):
        return T(
            "Anda memenuhi semua syarat untuk {post}, tetapi rencana menjadi kurang baik dalam hal {tier}.",
            post=post,
            tier=_name(plan, found),
        )
    return T(
        "Anda memenuhi semua syarat untuk {post}, tetapi calon lain lebih sesuai dalam hal {tier}.",
        post=post,
        tier=_name(plan, found),
    )


def _name(plan: Plan, found: Explanation) -> Text:
    return name_tier(found.tier or Tier.DRAW, plan.policy.experience)


def _worse(eligible: Eligibility, plan: Plan, found: Explanation) -> list[Text]:
    tier = found.tier or Tier.DRAW
    place = plan.policy.tiers.index(tier) + 1
    words = {
        "who": _who(eligible, found.person),
        "number": place,
        "tier": _name(plan, found),
        "worse": _amount(plan, found),
    }
    if found.cell is None:
        first = T("{who} dapat dipindahkan, tetapi kalah pada tingkat {number}: {tier}.", **words)
    else:
        post = name_of(eligible.snapshot, found.cell)
        first = T(
            "{who} memenuhi semua syarat untuk {post}, tetapi kalah pada tingkat {number}: {tier}.", post=post, **words
        )
    told = [first, T("Bila dipaksakan, nilai tingkat itu memburuk {worse}.", worse=words["worse"])]
    if found.rival is not None:
        told.append(T("Yang diusulkan di sana: {rival}.", rival=_who(eligible, found.rival)))
    if found.changed:
        names = ", ".join(str(eligible.snapshot.staff.nip[other]) for other in found.changed[:SHOWN])
        told.append(
            T("Perubahan terkecil menyangkut {count} pegawai lain: {names}.", count=len(found.changed), names=names)
        )
    return told


def _amount(plan: Plan, found: Explanation) -> float:
    """Return how much worse, in the unit of the tier."""
    parts = {
        Tier.DUTY: DUTY_PARTS if plan.prices.duty else 1,
        Tier.BALANCE: plan.prices.scale,
        Tier.COMPETENCE: COMPETENCE_PARTS,
        Tier.DISTANCE: DISTANCE_PARTS,
        Tier.LIMIT: _DRAWS,
        Tier.DRAW: _DRAWS,
    }
    return round(found.worse / parts.get(found.tier or Tier.DRAW, 1), 4)
