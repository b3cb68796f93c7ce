"""Rules about the person: legal position, tenure, performance, discipline, study, retirement."""

from datetime import date, timedelta

from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import (
    LEGAL_POSITIONS,
    PREDICATE_LABELS,
    STUDY_ASSIGNMENT,
    EmploymentStatus,
    Severity,
    add_months,
    add_years,
    tenure,
)
from mutasi_flow.rules.domain.facts import Facts, Sanction
from mutasi_flow.rules.domain.verdicts import Finding, failed, passed, unknown

LEAST_YEARS, MOST_YEARS = 2, 5
APPRAISED_YEARS = 2
LONGEST_SANCTION_MONTHS = 12
RETIREMENT_HORIZON_MONTHS = 12


def legal_position(facts: Facts) -> Finding:
    """Only who is active may move; a candidate (CPNS) first becomes PNS. Study assignment has its own rule."""
    position = LEGAL_POSITIONS.get(facts.legal_position)
    if position is None:
        return unknown(T("kedudukan hukum"))
    if facts.status is EmploymentStatus.CPNS:
        return failed(T("CPNS belum dapat dipindahkan. Tunggu sampai diangkat menjadi PNS."))
    if position.may_move or position.code == STUDY_ASSIGNMENT:
        return passed(T("Kedudukan hukum: {position}.", position=position.label))
    return failed(T("Kedudukan hukum “{position}” belum memungkinkan pindah.", position=position.label))


def least_tenure(facts: Facts) -> Finding:
    """Two full years in the present post."""
    if facts.post_on is None:
        return unknown(T("tanggal mulai jabatan (TMT)"))
    eligible_on = add_years(facts.post_on, LEAST_YEARS)
    if facts.today >= eligible_on:
        return passed(T("Sudah {tenure} di jabatan sekarang.", tenure=tenure(facts.post_on, facts.today).text))
    return failed(
        T(
            "Baru {tenure} di jabatan sekarang. Genap {years} tahun pada {eligible_on}.",
            tenure=tenure(facts.post_on, facts.today).text,
            years=LEAST_YEARS,
            eligible_on=eligible_on,
        ),
        eligible_on,
    )


def longest_tenure(facts: Facts) -> Finding:
    """More than five years in one post is a reason to think about a move."""
    if facts.post_on is None:
        return unknown(T("tanggal mulai jabatan (TMT)"))
    words = {"tenure": tenure(facts.post_on, facts.today).text, "years": MOST_YEARS}
    if facts.today > add_years(facts.post_on, MOST_YEARS):
        return failed(T("Sudah {tenure} di jabatan yang sama, lebih dari {years} tahun.", **words))
    return passed(T("Belum lebih dari {years} tahun di jabatan yang sama.", years=MOST_YEARS))


def appraisal(facts: Facts) -> Finding:
    """Predicate "baik" or better in both of the last two completed years."""
    years = [facts.today.year - back for back in range(APPRAISED_YEARS, 0, -1)]
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


def discipline(facts: Facts) -> Finding:
    """No moderate or heavy sanction is running, nor a light one with a period of its own."""
    if facts.sanctions is None:
        return unknown(T("riwayat hukuman disiplin"))
    ends = [_day_after(sanction) for sanction in facts.sanctions if sanction.from_on <= facts.today]
    running = [end for end in ends if end is not None and end > facts.today]
    if not running:
        return passed(T("Tidak sedang menjalani hukuman disiplin."))
    free_on = max(running)
    return failed(T("Sedang menjalani hukuman disiplin. Selesai sebelum {free_on}.", free_on=free_on), free_on)


def _day_after(sanction: Sanction) -> date | None:
    """Return the first day after a sanction; a warning without a period is over at once (None).

    Where no end is on record the longest period of PP 94/2021 counts.
    """
    if sanction.to_on is not None:
        return sanction.to_on + timedelta(days=1)
    if sanction.severity is Severity.LIGHT:
        return None
    return add_months(sanction.from_on, LONGEST_SANCTION_MONTHS)


def study_assignment(facts: Facts) -> Finding:
    """Nobody on study assignment is moved before coming back to work."""
    if not facts.legal_position:
        return unknown(T("kedudukan hukum"))
    if facts.legal_position == STUDY_ASSIGNMENT:
        return failed(T("Sedang tugas belajar. Pindah dapat diajukan setelah aktif kembali."))
    return passed(T("Tidak sedang tugas belajar."))


def retirement_distance(facts: Facts) -> Finding:
    """At least twelve months of service lie ahead."""
    if facts.retires_on is None:
        return unknown(T("tanggal lahir atau batas usia pensiun"))
    words = {"retires_on": facts.retires_on}
    if facts.retires_on < add_months(facts.today, RETIREMENT_HORIZON_MONTHS):
        return failed(
            T("Pensiun mulai {retires_on}, kurang dari {months} bulan lagi.", **words, months=RETIREMENT_HORIZON_MONTHS)
        )
    return passed(T("Pensiun mulai {retires_on}.", **words))
