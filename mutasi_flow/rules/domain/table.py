"""The table of rules, in the order in which people read them."""

from mutasi_flow.core.texts import T
from mutasi_flow.rules.domain import person, place
from mutasi_flow.rules.domain.facts import Facts
from mutasi_flow.rules.domain.verdicts import Evaluation, Level, Rule, Verdict

_BKN_5 = "Peraturan BKN 5/2019"

RULES: tuple[Rule, ...] = (
    Rule("R01", T("Kedudukan hukum"), Level.BLOCK, f"{_BKN_5} pasal 3 ayat (1)", person.legal_position),
    Rule("R02", T("Paling singkat 2 tahun di jabatan"), Level.WARNING, f"{_BKN_5} pasal 2", person.least_tenure),
    Rule("R03", T("Paling lama 5 tahun di jabatan"), Level.INFO, f"{_BKN_5} pasal 2", person.longest_tenure),
    Rule(
        "R04",
        T("Penilaian kinerja baik 2 tahun terakhir"),
        Level.WARNING,
        f"{_BKN_5} pasal 3 ayat (1)",
        person.appraisal,
    ),
    Rule(
        "R05",
        T("Tidak sedang menjalani hukuman disiplin"),
        Level.BLOCK,
        f"{_BKN_5} pasal 3 ayat (1); PP 94/2021",
        person.discipline,
    ),
    Rule("R06", T("Tidak sedang tugas belajar"), Level.BLOCK, f"{_BKN_5} pasal 3 ayat (1)", person.study_assignment),
    Rule("R08", T("Tujuan membutuhkan pegawai"), Level.WARNING, "PermenPANRB 1/2020", place.vacancy),
    Rule("R09", T("Unit asal tetap cukup pegawai"), Level.WARNING, "PermenPANRB 1/2020", place.origin_stays_able),
    Rule("R10", T("Jenjang pendidikan"), Level.INFO, "PP 11/2017 jo. PP 17/2020", place.education),
    Rule(
        "R11",
        T("Masih bertugas paling sedikit 12 bulan"),
        Level.WARNING,
        "Kebijakan instansi; UU 20/2023 pasal 55",
        person.retirement_distance,
    ),
    Rule("R11B", T("Batas usia pensiun"), Level.INFO, "UU 20/2023 pasal 55", place.retirement_age_change),
    Rule("R15", T("Satu jabatan satu pejabat"), Level.BLOCK, "PP 11/2017 jo. PP 17/2020", place.single_occupancy),
    Rule(
        "R16",
        T("PPPK tetap pada jabatannya"),
        Level.BLOCK,
        "PP 49/2018; layanan I-MUT (Mutasi PPPK: unit)",
        place.contract_keeps_jabatan,
    ),
    Rule(
        "R26",
        T("Unit tujuan masih berlaku"),
        Level.BLOCK,
        "Peraturan daerah tentang perangkat daerah",
        place.unit_stays_open,
    ),
)
"""Rules that need no setting of the office. The codes are stable; a change of meaning raises the version."""


def evaluate(facts: Facts) -> Evaluation:
    """Ask every rule."""
    return Evaluation(facts.today, tuple(_ask(rule, facts) for rule in RULES))


def _ask(rule: Rule, facts: Facts) -> Verdict:
    found = rule.assess(facts)
    return Verdict(
        rule.code,
        rule.title,
        rule.level,
        rule.source,
        rule.version,
        found.outcome,
        found.text,
        found.missing,
        found.eligible_on,
    )
