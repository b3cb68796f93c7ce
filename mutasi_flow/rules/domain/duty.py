"""Rules about teachers, health staff and contract employees: what the work itself asks on both sides of a move."""

from datetime import MAXYEAR, date, timedelta

from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import EmploymentStatus, subject_key
from mutasi_flow.rules.domain.facts import Facts, Lessons, Teaching
from mutasi_flow.rules.domain.rulebook import Limits
from mutasi_flow.rules.domain.verdicts import Finding, failed, passed, unknown

_NOTHING = Lessons()


def _teaches(facts: Facts) -> bool:
    seats = (facts.origin, facts.destination)
    return all(seat is not None and seat.is_teacher for seat in seats)


def _subject(teaching: Teaching) -> str | None:
    """Return the subject that counts: a certified one that the destination gives, else certified, else taught."""
    known = (*teaching.certified, *teaching.taught)
    given = (one for one in teaching.certified if subject_key(one) in teaching.destination)
    return next(given, known[0] if known else None)


def teaching_load(facts: Facts, limits: Limits) -> Finding:
    """Teachers on both sides keep their least hours a week, on which the allowance hangs, and no class is left alone."""
    if not _teaches(facts):
        return passed(T("Bukan perpindahan guru, jam mengajar tidak dinilai."))
    teaching = facts.teaching or Teaching()
    subject = _subject(teaching)
    if subject is None:
        return unknown(T("sertifikat pendidik atau mata pelajaran yang diajarkan"))
    there = teaching.destination.get(subject_key(subject), _NOTHING)
    here = teaching.origin.get(subject_key(subject), _NOTHING)
    if there.hours is None:
        return unknown(T("jam pelajaran {subject} di sekolah tujuan", subject=subject))
    words = {"subject": subject, "least": limits["least_hours"]}
    found = there.hours / (there.teachers + 1)
    if found < limits["least_hours"]:
        sentence = T(
            "{subject} di sekolah tujuan menjadi {found} jam seminggu per guru, kurang dari {least}. Tunjangan profesi "
            "guru terancam berhenti.",
            found=found,
            **words,
        )
        return failed(sentence)
    if here.hours is None:
        return unknown(T("jam pelajaran {subject} di sekolah asal", subject=subject))
    if not here.teachers and here.hours:
        return failed(T("Setelah pindah tidak ada lagi guru {subject} di sekolah asal.", subject=subject))
    left = here.hours / here.teachers if here.teachers else float(limits["least_hours"])
    if left < limits["least_hours"]:
        sentence = T(
            "{subject} di sekolah asal hanya {found} jam seminggu per guru, kurang dari {least}. Tunjangan profesi guru "
            "yang tinggal terancam berhenti.",
            found=left,
            **words,
        )
        return failed(sentence)
    return passed(T("{subject} cukup di kedua sekolah: paling sedikit {least} jam seminggu per guru.", **words))


def certified_subject(facts: Facts, _limits: Limits) -> Finding:
    """A certified teacher goes on teaching the subject of the certificate."""
    if not _teaches(facts):
        return passed(T("Bukan perpindahan guru, sertifikat pendidik tidak dinilai."))
    teaching = facts.teaching or Teaching()
    if not teaching.certified:
        return unknown(T("sertifikat pendidik"))
    given = {key for key, lessons in teaching.destination.items() if lessons.hours}
    if any(subject_key(one) in given for one in teaching.certified):
        return passed(T("Sekolah tujuan memberikan mata pelajaran pada sertifikat pendidik."))
    subject = teaching.certified[0]
    if not given:
        return unknown(T("jam pelajaran {subject} di sekolah tujuan", subject=subject))
    return failed(
        T(
            "Sekolah tujuan tidak memberikan {subject}, mata pelajaran pada sertifikat pendidik. Tunjangan profesi guru "
            "terancam berhenti.",
            subject=subject,
        )
    )


def semester_start(facts: Facts, limits: Limits) -> Finding:
    """Teachers start with a semester, so that no class is left in the middle."""
    if not _teaches(facts):
        return passed(T("Bukan perpindahan guru, awal semester tidak dinilai."))
    start = facts.stage.effective_on
    if start is None:
        return unknown(T("tanggal mulai bertugas"))
    days = sorted(
        date(year, limits[month], 1)
        for year in range(start.year - 1, min(start.year + 2, MAXYEAR + 1))
        for month in ("first_month", "second_month")
    )
    begun = max(day for day in days if day <= start)
    if (start - begun).days < limits["most_days"]:
        return passed(T("Mulai bertugas {start}, pada awal semester.", start=start))
    coming = min((day for day in days if day > start), default=date.max)
    words = {"start": start, "coming": coming}
    return failed(T("Mulai bertugas {start}, di tengah semester. Semester berikutnya mulai {coming}.", **words))


def practice_licence(facts: Facts, _limits: Limits) -> Finding:
    """A licence to practise holds for one facility; the new one is there before the work begins."""
    there = facts.destination
    if there is None or not there.is_practising:
        return passed(T("Jabatan tujuan tidak memerlukan surat izin praktik (SIP)."))
    if not facts.licences:
        return unknown(T("surat izin praktik (SIP)"))
    start = facts.stage.effective_on or facts.today
    fitting = [one for one in facts.licences if one.unit_id == there.unit_id]
    if any(one.to_on is None or one.to_on >= start for one in fitting):
        return passed(T("Surat izin praktik (SIP) berlaku di fasilitas tujuan."))
    ended = max((one.to_on for one in fitting if one.to_on), default=None)
    if ended is not None:
        return failed(T("Surat izin praktik (SIP) di fasilitas tujuan berlaku hanya sampai {ended}.", ended=ended))
    return failed(T("Surat izin praktik (SIP) berlaku untuk fasilitas lain, belum untuk fasilitas tujuan."))


def minimum_staff(facts: Facts, _limits: Limits) -> Finding:
    """The facility that is left keeps the least persons of the profession."""
    short = [one for one in facts.minimums if one.staff - 1 < one.least]
    for one in short:
        words = {"profession": one.profession, "after": one.staff - 1, "least": one.least}
        return failed(T("Fasilitas asal tinggal {after} {profession}, paling sedikit {least}.", **words))
    if facts.minimums:
        return passed(T("Tenaga di fasilitas asal tetap mencukupi jumlah paling sedikit."))
    if facts.origin is not None and facts.origin.is_practising:
        return unknown(T("jumlah paling sedikit tenaga kesehatan di fasilitas asal"))
    return passed(T("Jumlah paling sedikit tenaga tidak ditetapkan untuk unit asal."))


def contract_runs(facts: Facts, _limits: Limits) -> Finding:
    """The contract of a PPPK still runs when the work in the new unit begins."""
    if facts.status is not EmploymentStatus.PPPK:
        return passed(T("Bukan PPPK, tidak ada akhir perjanjian kerja."))
    if facts.contract_ends_on is None:
        return unknown(T("akhir perjanjian kerja"))
    start = facts.stage.effective_on or facts.today
    if facts.contract_ends_on >= start:
        return passed(T("Perjanjian kerja berlaku sampai {ends_on}.", ends_on=facts.contract_ends_on))
    words = {"ends_on": facts.contract_ends_on, "after": facts.contract_ends_on + timedelta(days=1)}
    return failed(
        T("Perjanjian kerja berakhir {ends_on}, sebelum mulai bertugas. Perlu perpanjangan mulai {after}.", **words)
    )
