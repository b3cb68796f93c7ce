"""Rules about the file: windows, papers, interests, technical approval, signature, time, voices, start."""

from datetime import timedelta

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import JabatanKind, add_months
from mutasi_flow.rules.domain.facts import Facts
from mutasi_flow.rules.domain.rulebook import Limits
from mutasi_flow.rules.domain.verdicts import Finding, failed, passed, unknown
from mutasi_flow.rules.domain.windows import FreezeWindow, Occasion, running
from mutasi_flow.rules.domain.words import Level

_HEAVINESS = tuple(Level)


def _weight(window: FreezeWindow, facts: Facts) -> Level:
    """How heavy the window is at this act: where it stops nothing, it is only told."""
    return window.level if facts.stage.act in window.acts else Level.INFO


def _frozen(facts: Facts, occasion: Occasion) -> Finding | None:
    """What the windows of today say; None = no window runs."""
    windows = running(facts.windows, occasion, facts.today)
    if not windows:
        return None
    kinds = [seat.kind if seat else None for seat in (facts.origin, facts.destination)]
    touching = [window for window in windows if window.kinds.intersection(kind for kind in kinds if kind)]
    if not touching:
        return unknown(T("jenis jabatan asal atau tujuan")) if None in kinds else passed(_UNTOUCHED)
    level = min((_weight(window, facts) for window in touching), key=_HEAVINESS.index)
    window = next(one for one in touching if _weight(one, facts) is level)
    ends = [one.to_on for one in touching if _weight(one, facts) is level]
    last = max((end for end in ends if end), default=None) if None not in ends else None
    words = {"name": Text(window.name), "from_on": window.from_on}
    if last is None:
        return failed(T("Masa pembatasan “{name}” berlaku sejak {from_on}.", **words), level=level)
    text = T("Masa pembatasan “{name}” berlaku {from_on} sampai {to_on}.", **words, to_on=last)
    return failed(text, last + timedelta(days=1), level)


_UNTOUCHED = T("Masa pembatasan tidak menyentuh jenis jabatan ini.")
_OPEN = T("Tidak dalam masa pembatasan penggantian pejabat.")


def election_window(facts: Facts, _limits: Limits) -> Finding:
    """Officials are not replaced from months before the candidates are fixed until the end of the head's term."""
    return _frozen(facts, Occasion.ELECTION) or passed(_OPEN)


def new_head_window(facts: Facts, _limits: Limits) -> Finding:
    """A new head of region replaces no officials for the first months."""
    found = _frozen(facts, Occasion.NEW_HEAD)
    if found is not None:
        return found
    is_known = any(window.occasion is Occasion.NEW_HEAD for window in facts.windows)
    is_official = facts.destination is not None and facts.destination.kind is JabatanKind.STRUCTURAL
    if is_official and not is_known:
        return unknown(T("tanggal pelantikan kepala daerah"))
    return passed(_OPEN)


def clearance_age(facts: Facts, limits: Limits) -> Finding:
    """Across governments the Inspektorat's clearance is needed, and not too old."""
    if not facts.stage.crosses:
        return passed(T("Bebas temuan tidak diminta untuk pindah dalam satu pemerintah daerah."))
    dated_on = facts.stage.clearance_on
    if dated_on is None:
        return unknown(T("surat bebas temuan Inspektorat"))
    last = dated_on + timedelta(days=limits["valid_days"])
    if facts.today > last:
        return failed(T("Surat bebas temuan lewat masa berlaku sejak {last}.", last=last))
    return passed(T("Surat bebas temuan berlaku sampai {last}.", last=last))


def own_interest(facts: Facts, _limits: Limits) -> Finding:
    """Nobody decides or signs on the own move or that of the own family, and family does not work under family."""
    if facts.stage.decided_by is None:
        return unknown(T("data pegawai dari pejabat yang memutus"))
    if facts.stage.decided_by == facts.employee_id:
        return failed(T("Pejabat yang memutus adalah pegawai yang dipindahkan."))
    if facts.stage.decided_by in facts.relatives:
        return failed(T("Pejabat yang memutus tercatat sebagai keluarga pegawai yang dipindahkan."))
    if facts.destination is not None and facts.destination.head_id in facts.relatives:
        return failed(T("Kepala unit tujuan tercatat sebagai keluarga pegawai yang dipindahkan."), level=Level.WARNING)
    return passed(T("Pejabat yang memutus bukan pegawai yang dipindahkan atau keluarganya."))


def technical_approval(facts: Facts, _limits: Limits) -> Finding:
    """What the decree says is what BKN approved, row by row."""
    destination, pertek = facts.destination, facts.stage.pertek
    is_official = destination is not None and destination.kind is JabatanKind.STRUCTURAL
    if pertek is None:
        if facts.stage.crosses or is_official:
            return unknown(T("pertek BKN"))
        return passed(T("Pertek BKN tidak diminta untuk jabatan ini."))
    seat = (facts.employee_id, destination.unit_id, destination.jabatan_id) if destination else None
    if seat == (pertek.employee_id, pertek.unit_id, pertek.jabatan_id):
        return passed(T("Pertek BKN sama dengan isi SK."))
    return failed(T("Pertek BKN berbeda dari isi SK: pegawai, unit, atau jabatan."))


def signer(facts: Facts, _limits: Limits) -> Finding:
    """Who signs may sign decrees over this unit."""
    if facts.stage.may_sign is None:
        return unknown(T("kewenangan penanda tangan"))
    if facts.stage.may_sign:
        return passed(T("Penanda tangan berwenang."))
    return failed(T("Penanda tangan tidak berwenang atas SK ini."))


def service_time(facts: Facts, limits: Limits) -> Finding:
    """A file does not lie longer than the office promises."""
    if facts.stage.submitted_on is None:
        return unknown(T("tanggal pengajuan"))
    words = {"days": (facts.today - facts.stage.submitted_on).days, "most": limits["most_days"]}
    if words["days"] > words["most"]:
        return failed(T("Sudah {days} hari sejak diajukan, lebih dari {most} hari.", **words))
    return passed(T("Baru {days} hari sejak diajukan.", days=words["days"]))


def answered_voices(facts: Facts, _limits: Limits) -> Finding:
    """Everybody who was asked has answered."""
    if facts.stage.silences is None:
        return unknown(T("tanggapan dalam konsultasi"))
    if facts.stage.silences:
        return failed(T("{count} pihak tidak menjawab sampai batas waktu.", count=facts.stage.silences))
    return passed(T("Semua yang diminta sudah memberi tanggapan."))


def lawful_start(facts: Facts, limits: Limits) -> Finding:
    """The first day in the new post is not before the decree, nor years after it."""
    start = facts.stage.effective_on
    if start is None:
        return unknown(T("tanggal mulai bertugas"))
    if start < facts.today:
        return failed(T("Tanggal mulai bertugas tidak boleh sebelum tanggal SK."))
    latest = add_months(facts.today, limits["most_months"])
    if start > latest:
        return failed(T("Tanggal mulai bertugas paling lambat {latest}.", latest=latest))
    return passed(T("Mulai bertugas {start}.", start=start))
