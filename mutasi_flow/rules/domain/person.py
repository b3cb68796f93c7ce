"""Rules about the person: legal position, tenure, performance, discipline, study, retirement, record."""

from datetime import date, timedelta

from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import (
    LEGAL_POSITIONS,
    PREDICATE_LABELS,
    PROCEEDING_LABELS,
    STUDY_ASSIGNMENT,
    EmploymentStatus,
    Severity,
    Tenure,
    add_months,
    tenure,
)
from mutasi_flow.rules.domain.facts import Facts, Sanction
from mutasi_flow.rules.domain.rulebook import Limits
from mutasi_flow.rules.domain.verdicts import Finding, failed, passed, unknown

MONTHS = 12
REMOTE = frozenset({"pegunungan", "kepulauan"})
"""Terrain where a posting is a hardship: the classes for which offices keep a tour of duty."""


def legal_position(facts: Facts, _limits: Limits) -> Finding:
    """Only who is active may move; a candidate (CPNS) first becomes PNS. Study assignment has its own rule."""
    position = LEGAL_POSITIONS.get(facts.legal_position)
    if position is None:
        return unknown(T("kedudukan hukum"))
    if facts.status is EmploymentStatus.CPNS:
        return failed(T("CPNS belum dapat dipindahkan. Tunggu sampai diangkat menjadi PNS."))
    if position.may_move or position.code == STUDY_ASSIGNMENT:
        return passed(T("Kedudukan hukum: {position}.", position=position.label))
    return failed(T("Kedudukan hukum “{position}” belum memungkinkan pindah.", position=position.label))


def least_tenure(facts: Facts, limits: Limits) -> Finding:
    """So many full months in the present post."""
    if facts.post_on is None:
        return unknown(T("tanggal mulai jabatan (TMT)"))
    least = limits["least_months"]
    eligible_on = add_months(facts.post_on, least)
    so_far = tenure(facts.post_on, facts.today).text
    if facts.today >= eligible_on:
        return passed(T("Sudah {tenure} di jabatan sekarang.", tenure=so_far))
    return failed(
        T(
            "Baru {tenure} di jabatan sekarang. Genap {least} pada {eligible_on}.",
            tenure=so_far,
            least=Tenure(*divmod(least, MONTHS)).text,
            eligible_on=eligible_on,
        ),
        eligible_on,
    )


def longest_tenure(facts: Facts, limits: Limits) -> Finding:
    """More than so many months in one post is a reason to think about a move."""
    if facts.post_on is None:
        return unknown(T("tanggal mulai jabatan (TMT)"))
    most = Tenure(*divmod(limits["most_months"], MONTHS)).text
    if facts.today > add_months(facts.post_on, limits["most_months"]):
        so_far = tenure(facts.post_on, facts.today).text
        return failed(T("Sudah {tenure} di jabatan yang sama, lebih dari {most}.", tenure=so_far, most=most))
    return passed(T("Belum lebih dari {most} di jabatan yang sama.", most=most))


def _appraised_years(facts: Facts, limits: Limits) -> list[int]:
    """The last completed years; before the cut-off last year counts only where its appraisal is in already."""
    last = facts.today.year - 1
    cut_off = (limits["ready_month"], limits["ready_day"])
    if (facts.today.month, facts.today.day) < cut_off and last not in facts.performance:
        last -= 1
    return [last - back for back in reversed(range(limits["years"]))]


def appraisal(facts: Facts, limits: Limits) -> Finding:
    """Predicate "baik" or better in each of the last completed years."""
    years = _appraised_years(facts, limits)
    for year in years:
        predicate = facts.performance.get(year)
        if predicate is not None and not predicate.is_good:
            return failed(
                T(
                    "Penilaian kinerja {year} bernilai “{predicate}”, seharusnya paling rendah “Baik”.",
                    year=str(year),
                    predicate=PREDICATE_LABELS[predicate],
                )
            )
    missing = [str(year) for year in years if year not in facts.performance]
    if missing:
        return unknown(T("penilaian kinerja {years}", years=", ".join(missing)))
    return passed(T("Penilaian kinerja {years} bernilai baik.", years=", ".join(str(year) for year in years)))


def discipline(facts: Facts, limits: Limits) -> Finding:
    """No inquiry or court case runs, no moderate or heavy sanction, nor a light one with a period of its own."""
    for one in facts.proceedings:
        if (one.from_on or date.min) <= facts.today <= (one.to_on or date.max):
            free_on = one.to_on + timedelta(days=1) if one.to_on else None
            return failed(T("Sedang dalam proses: {kind}.", kind=PROCEEDING_LABELS[one.kind]), free_on)
    if facts.sanctions is None:
        return unknown(T("riwayat hukuman disiplin"))
    longest = limits["longest_months"]
    ends = [_day_after(sanction, longest) for sanction in facts.sanctions if sanction.from_on <= facts.today]
    running = [end for end in ends if end is not None and end > facts.today]
    if not running:
        return passed(T("Tidak dalam proses atau hukuman disiplin."))
    free_on = max(running)
    return failed(T("Sedang menjalani hukuman disiplin. Selesai sebelum {free_on}.", free_on=free_on), free_on)


def _day_after(sanction: Sanction, longest_months: int) -> date | None:
    """Return the first day after a sanction; a warning without a period is over at once (None).

    Where no end is on record the longest period counts (a year, by PP 94/2021).
    """
    if sanction.to_on is not None:
        return sanction.to_on + timedelta(days=1)
    if sanction.severity is Severity.LIGHT:
        return None
    return add_months(sanction.from_on, longest_months)


def study_assignment(facts: Facts, _limits: Limits) -> Finding:
    """Nobody on study assignment is moved before coming back to work."""
    if not facts.legal_position:
        return unknown(T("kedudukan hukum"))
    if facts.legal_position == STUDY_ASSIGNMENT:
        return failed(T("Sedang tugas belajar. Pindah dapat diajukan setelah aktif kembali."))
    return passed(T("Tidak sedang tugas belajar."))


def retirement_distance(facts: Facts, limits: Limits) -> Finding:
    """At least so many months of service lie ahead."""
    if facts.retires_on is None:
        return unknown(T("tanggal lahir atau batas usia pensiun"))
    least = limits["least_months"]
    if facts.retires_on < add_months(facts.today, least):
        words = {"retires_on": facts.retires_on, "months": least}
        return failed(T("Pensiun mulai {retires_on}, kurang dari {months} bulan lagi.", **words))
    return passed(T("Pensiun mulai {retires_on}.", retires_on=facts.retires_on))


def completeness(facts: Facts, limits: Limits) -> Finding:
    """Enough of the basic record is filled in to judge by it."""
    if facts.completeness is None:
        return unknown(T("kelengkapan data pegawai"))
    words = {"found": facts.completeness, "least": limits["least_percent"]}
    if facts.completeness < limits["least_percent"]:
        return failed(T("Data pegawai baru terisi {found} persen, sedikitnya {least} persen.", **words))
    return passed(T("Data pegawai terisi {found} persen.", found=facts.completeness))


def hardship_tour(facts: Facts, limits: Limits) -> Finding:
    """Whoever serves in a remote place stays for the tour, and may come back after it."""
    if facts.origin is None or facts.origin.terrain not in REMOTE:
        return passed(T("Tidak sedang bertugas di tempat tugas terpencil."))
    if facts.post_on is None:
        return unknown(T("tanggal mulai jabatan (TMT)"))
    ends_on = add_months(facts.post_on, limits["least_months"])
    if facts.today >= ends_on:
        return passed(T("Masa tugas di tempat terpencil sudah selesai; boleh kembali."))
    return failed(T("Masa tugas di tempat terpencil baru selesai {ends_on}.", ends_on=ends_on), ends_on)
