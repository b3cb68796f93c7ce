"""Rules about where the person leaves and where the person goes."""

from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import (
    EDUCATION_LEVELS,
    FUNCTIONAL_LEVELS,
    EmploymentStatus,
    JabatanKind,
    add_months,
    education_label,
)
from mutasi_flow.rules.domain.facts import Facts
from mutasi_flow.rules.domain.rulebook import Limits
from mutasi_flow.rules.domain.verdicts import Finding, failed, passed, unknown

_DESTINATION = T("tujuan")


def vacancy(facts: Facts, _limits: Limits) -> Finding:
    """The destination needs somebody: its need is larger than its staff."""
    if facts.destination is None:
        return unknown(_DESTINATION)
    load = facts.destination.load
    if load is None or load.need is None:
        return unknown(T("kebutuhan pegawai di tujuan"))
    words = {"need": float(load.need), "staff": load.staff}
    if load.staff < load.need:
        return passed(T("Tujuan membutuhkan {need} orang dan terisi {staff}.", **words))
    return failed(T("Tujuan sudah terisi {staff} orang dari kebutuhan {need}.", **words))


def origin_stays_able(facts: Facts, _limits: Limits) -> Finding:
    """The post that is left does not become critical, or more so."""
    load = facts.origin.load if facts.origin else None
    if load is None or load.is_critical is None:
        return unknown(T("kebutuhan pegawai di unit asal"))
    after = load.plus(-facts.stage.share)
    if not after.is_critical:
        return passed(T("Unit asal tetap cukup pegawai setelah pindah."))
    if after.is_below_minimum and load.minimum is not None:
        return failed(
            T("Unit asal tinggal {staff} orang, paling sedikit {minimum}.", staff=after.staff, minimum=load.minimum)
        )
    return failed(
        T("Unit asal tinggal {staff} orang dari kebutuhan {need}.", staff=after.staff, need=float(load.need or 0))
    )


def education(facts: Facts, _limits: Limits) -> Finding:
    """Functional jabatan ask for a least level of education."""
    destination = facts.destination
    if destination is None or destination.kind is None:
        return unknown(_DESTINATION)
    level = FUNCTIONAL_LEVELS.get(destination.level)
    if destination.kind is not JabatanKind.FUNCTIONAL or level is None:
        return passed(T("Jabatan tujuan tidak mensyaratkan jenjang pendidikan tertentu di sini."))
    if facts.education_level not in EDUCATION_LEVELS:
        return unknown(T("jenjang pendidikan"))
    words = {"level": education_label(facts.education_level), "least": education_label(level.least_education)}
    if facts.education_level >= level.least_education:
        return passed(T("Pendidikan {level} memenuhi syarat paling rendah {least}.", **words))
    return failed(T("Pendidikan {level}, sedangkan jabatan tujuan mensyaratkan paling rendah {least}.", **words))


def retirement_age_change(facts: Facts, _limits: Limits) -> Finding:
    """A move may change the retirement age, because the age belongs to the jabatan."""
    before = facts.origin.retirement_age if facts.origin else None
    after = facts.destination.retirement_age if facts.destination else None
    if before is None or after is None:
        return unknown(T("batas usia pensiun jabatan asal atau tujuan"))
    if before == after:
        return passed(T("Batas usia pensiun tetap {age} tahun.", age=after))
    return failed(T("Batas usia pensiun berubah dari {before} menjadi {after} tahun.", before=before, after=after))


def single_occupancy(facts: Facts, _limits: Limits) -> Finding:
    """A managerial jabatan has one holder."""
    destination = facts.destination
    if destination is None or destination.kind is None:
        return unknown(_DESTINATION)
    if destination.kind is JabatanKind.STRUCTURAL and destination.others:
        return failed(T("Jabatan tujuan masih dijabat orang lain."))
    return passed(T("Jabatan tujuan dapat diisi."))


def contract_keeps_jabatan(facts: Facts, _limits: Limits) -> Finding:
    """PPPK change the unit, never the jabatan, because the contract names the jabatan."""
    if facts.status is not EmploymentStatus.PPPK:
        return passed(T("Bukan PPPK, jabatan boleh berubah."))
    before = facts.origin.jabatan_id if facts.origin else None
    after = facts.destination.jabatan_id if facts.destination else None
    if before is None or after is None:
        return unknown(T("jabatan asal atau tujuan"))
    if before == after:
        return passed(T("PPPK pindah unit dengan jabatan yang sama."))
    return failed(T("PPPK hanya dapat pindah unit dengan jabatan yang sama."))


def unit_stays_open(facts: Facts, limits: Limits) -> Finding:
    """Nobody is moved into a unit that is closed or will be within so many months."""
    destination = facts.destination
    if destination is None:
        return unknown(_DESTINATION)
    closes_on = destination.closes_on
    if closes_on is None:
        return passed(T("Unit tujuan masih berlaku."))
    if closes_on >= add_months(facts.today, limits["horizon_months"]):
        return passed(T("Unit tujuan masih berlaku sampai {closes_on}.", closes_on=closes_on))
    return failed(T("Unit tujuan berakhir pada {closes_on}. Pilih unit penggantinya.", closes_on=closes_on))


def training(facts: Facts, _limits: Limits) -> Finding:
    """Who goes into another jabatan gets the training it needs."""
    before = facts.origin.jabatan_id if facts.origin else None
    after = facts.destination.jabatan_id if facts.destination else None
    if before == after or None in (before, after):
        return passed(T("Jabatan tetap, jadi pelatihan tidak diminta."))
    if after in facts.trainings:
        return passed(T("Kebutuhan pelatihan sudah dicatat."))
    if facts.trainings:
        return failed(T("Kebutuhan pelatihan tercatat untuk jabatan lain, belum untuk jabatan baru ini."))
    return unknown(T("kebutuhan pelatihan untuk jabatan baru"))
