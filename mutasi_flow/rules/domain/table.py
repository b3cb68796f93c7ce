"""The table of rules, in the order in which people read them.

A figure that no numbered regulation gives says so in its source; an office changes it by a version of its own.
"""

from datetime import date

from mutasi_flow.core.texts import T
from mutasi_flow.rules.domain import duty, file, person, place
from mutasi_flow.rules.domain.duty_table import DUTY
from mutasi_flow.rules.domain.rulebook import ONCE_SENT, Parameter, Rule, Rulebook
from mutasi_flow.rules.domain.windows import WINDOWS
from mutasi_flow.rules.domain.words import Act, Authority, Level, Unit

_BKN_5 = "Peraturan BKN 5/2019"
_BKN_5_FROM = date(2019, 4, 5)
_OWN = "Kebijakan instansi"
_WORKLOAD = "PermenPANRB 1/2020"
_MANAGEMENT = "PP 11/2017 jo. PP 17/2020"

_PERSON = (
    Rule(
        "R01",
        T("Kedudukan hukum"),
        Level.BLOCK,
        f"{_BKN_5} pasal 3 ayat (1) huruf a",
        person.legal_position,
        T("Tunggu sampai kedudukan hukum kembali aktif, atau betulkan data bila keliru."),
    ),
    Rule(
        "R02",
        T("Masa jabatan paling singkat"),
        Level.WARNING,
        f"{_BKN_5} pasal 2 ayat (3)",
        person.least_tenure,
        T("Tunggu sampai tanggalnya, atau jelaskan kebutuhan organisasinya."),
        (Parameter("least_months", T("Masa jabatan paling singkat"), Unit.MONTHS, 24, 1, 120),),
        exempted_by=Authority.HEAD_OF_REGION,
        from_on=_BKN_5_FROM,
    ),
    Rule(
        "R03",
        T("Masa jabatan paling lama"),
        Level.INFO,
        f"{_BKN_5} pasal 2 ayat (3)",
        person.longest_tenure,
        T("Pertimbangkan penyegaran tugas."),
        (Parameter("most_months", T("Masa jabatan paling lama"), Unit.MONTHS, 60, 1, 360),),
        from_on=_BKN_5_FROM,
    ),
    Rule(
        "R04",
        T("Penilaian kinerja baik"),
        Level.WARNING,
        f"{_BKN_5} pasal 3 ayat (1) huruf h",
        person.appraisal,
        T("Lampirkan penilaian kinerja terbaru bila sudah ada."),
        (
            Parameter("years", T("Banyaknya tahun yang dinilai"), Unit.YEARS, 2, 1, 5),
            Parameter("ready_month", T("Nilai tahun lalu dianggap lengkap mulai"), Unit.MONTH, 3, 1, 12),
            Parameter("ready_day", T("Nilai tahun lalu dianggap lengkap mulai"), Unit.DAY, 1, 1, 28),
        ),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
    Rule(
        "R05",
        T("Tidak dalam proses atau hukuman disiplin"),
        Level.BLOCK,
        f"{_BKN_5} pasal 3 ayat (1) huruf f; PP 94/2021",
        person.discipline,
        T("Tunggu sampai proses atau masa hukuman selesai."),
        (Parameter("longest_months", T("Lama hukuman bila akhirnya tidak tercatat"), Unit.MONTHS, 12, 1, 60),),
        exempted_by=Authority.HEAD_OF_REGION,
        version=2,
    ),
    Rule(
        "R06",
        T("Tidak sedang tugas belajar"),
        Level.BLOCK,
        f"{_BKN_5} pasal 3 ayat (1) huruf i",
        person.study_assignment,
        T("Ajukan setelah aktif kembali."),
    ),
    Rule(
        "R07",
        T("Bebas temuan Inspektorat"),
        Level.WARNING,
        f"{_BKN_5} pasal 3 ayat (1) huruf j; masa berlaku menurut {_OWN.lower()}",
        file.clearance_age,
        T("Minta surat keterangan bebas temuan yang baru."),
        (Parameter("valid_days", T("Masa berlaku surat"), Unit.DAYS, 365, 1, 1825),),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
)
_PLACE = (
    Rule(
        "R08",
        T("Tujuan membutuhkan pegawai"),
        Level.WARNING,
        _WORKLOAD,
        place.vacancy,
        T("Pilih unit yang masih kekurangan pegawai."),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
    Rule(
        "R09",
        T("Unit asal tetap cukup pegawai"),
        Level.WARNING,
        _WORKLOAD,
        place.origin_stays_able,
        T("Siapkan pengganti di unit asal."),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
    Rule(
        "R10",
        T("Jenjang pendidikan"),
        Level.INFO,
        _MANAGEMENT,
        place.education,
        T("Pilih jabatan yang sesuai jenjang pendidikan."),
    ),
    Rule(
        "R11",
        T("Jarak ke masa pensiun"),
        Level.WARNING,
        f"{_OWN}; UU 20/2023 pasal 55",
        person.retirement_distance,
        T("Pertimbangkan menunda sampai pensiun."),
        (Parameter("least_months", T("Sisa masa tugas paling singkat"), Unit.MONTHS, 12, 0, 120),),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
    Rule(
        "R11B",
        T("Batas usia pensiun"),
        Level.INFO,
        "UU 20/2023 pasal 55",
        place.retirement_age_change,
        T("Beri tahu pegawai tentang tanggal pensiunnya yang baru."),
    ),
)
_FILE = (
    Rule(
        "R12",
        T("Masa pembatasan menjelang pemilihan"),
        Level.BLOCK,
        "UU 10/2016 pasal 71 ayat (2)",
        file.election_window,
        T("Tunggu sampai masa pembatasan selesai, atau minta persetujuan tertulis Menteri Dalam Negeri."),
        (Parameter("months", T("Lama sebelum penetapan calon"), Unit.MONTHS, 6, 1, 24),),
        exempted_by=Authority.MINISTER,
    ),
    Rule(
        "R13",
        T("Masa pembatasan kepala daerah baru"),
        Level.BLOCK,
        "UU 10/2016 pasal 162 ayat (3)",
        file.new_head_window,
        T("Tunggu sampai masa pembatasan selesai, atau minta persetujuan tertulis Menteri Dalam Negeri."),
        (Parameter("months", T("Lama sejak pelantikan"), Unit.MONTHS, 6, 1, 24),),
        exempted_by=Authority.MINISTER,
    ),
    Rule(
        "R14",
        T("Bebas benturan kepentingan"),
        Level.BLOCK,
        f"{_BKN_5} pasal 2; UU 30/2014 pasal 42",
        file.own_interest,
        T("Serahkan keputusan kepada pejabat lain, atau pilih unit lain."),
        acts=ONCE_SENT,
        version=2,
    ),
    Rule(
        "R15",
        T("Satu jabatan satu pejabat"),
        Level.BLOCK,
        _MANAGEMENT,
        place.single_occupancy,
        T("Tunggu sampai jabatan kosong, atau proses bersama perpindahan pejabatnya."),
    ),
    Rule(
        "R16",
        T("PPPK tetap pada jabatannya"),
        Level.BLOCK,
        "PP 49/2018; layanan I-MUT (Mutasi PPPK: unit)",
        place.contract_keeps_jabatan,
        T("Pilih unit lain dengan jabatan yang sama."),
    ),
    Rule(
        "R17",
        T("SK sesuai pertek BKN"),
        Level.BLOCK,
        "SE Kepala BKN 7/2024; Perpres 116/2022",
        file.technical_approval,
        T("Betulkan data, atau minta pertek yang baru."),
        acts=frozenset({Act.DECREE}),
        exempted_by=Authority.BKN,
    ),
    Rule(
        "R18",
        T("Penanda tangan berwenang"),
        Level.BLOCK,
        "UU 30/2014 pasal 14; SK pendelegasian wewenang",
        file.signer,
        T("Mintakan tanda tangan pejabat yang berwenang."),
        acts=frozenset({Act.DECREE}),
    ),
    Rule(
        "R19",
        T("Lama pelayanan"),
        Level.INFO,
        f"{_OWN} (standar pelayanan)",
        file.service_time,
        T("Dahulukan usulan ini."),
        (Parameter("most_days", T("Lama pelayanan"), Unit.DAYS, 60, 1, 730),),
        acts=ONCE_SENT,
    ),
    Rule(
        "R20",
        T("Kelengkapan data pegawai"),
        Level.INFO,
        _OWN,
        person.completeness,
        T("Lengkapi data pegawai sebelum diputus."),
        (Parameter("least_percent", T("Data terisi paling sedikit"), Unit.PERCENT, 80, 1, 100),),
    ),
    Rule(
        "R21",
        T("Masa tugas di tempat terpencil"),
        Level.INFO,
        f"{_OWN}; Keppres 34/1996 pasal 3",
        person.hardship_tour,
        T("Pertimbangkan pindah setelah masa tugas selesai."),
        (Parameter("least_months", T("Masa tugas paling singkat"), Unit.MONTHS, 24, 1, 120),),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
    Rule(
        "R22",
        T("Semua pihak sudah ditanya"),
        Level.INFO,
        f"{_OWN} (konsultasi)",
        file.answered_voices,
        T("Pertimbangkan bahwa ada pihak yang diam."),
        acts=frozenset({Act.APPROVE}),
    ),
    Rule(
        "R23",
        T("Jam mengajar guru"),
        Level.WARNING,
        "Peraturan Bersama Lima Menteri 2011 tentang penataan guru",
        duty.teaching_load,
        T("Atur kembali pembagian jam mengajar kedua sekolah."),
        (Parameter("least_hours", T("Jam mengajar paling sedikit per minggu"), Unit.HOURS, 24, 1, 48),),
        exempted_by=Authority.HEAD_OF_REGION,
        version=2,
    ),
    Rule(
        "R24",
        T("Pelatihan untuk jabatan baru"),
        Level.INFO,
        f"{_MANAGEMENT} (pengembangan kompetensi)",
        place.training,
        T("Catat pelatihan yang diperlukan pada profil pegawai."),
        acts=frozenset({Act.APPROVE}),
        version=2,
    ),
    Rule(
        "R25",
        T("Tanggal mulai bertugas"),
        Level.BLOCK,
        "UU 30/2014 pasal 57–58 (keputusan tidak berlaku surut)",
        file.lawful_start,
        T("Pilih tanggal pada atau sesudah tanggal SK."),
        (Parameter("most_months", T("Paling lama sesudah SK"), Unit.MONTHS, 24, 1, 60),),
        acts=ONCE_SENT,
    ),
    Rule(
        "R26",
        T("Unit tujuan masih berlaku"),
        Level.BLOCK,
        "Peraturan daerah tentang perangkat daerah",
        place.unit_stays_open,
        T("Pilih unit yang menggantikannya."),
        (Parameter("horizon_months", T("Berlaku paling sedikit"), Unit.MONTHS, 12, 0, 120),),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
)
RULES: tuple[Rule, ...] = (*_PERSON, *_PLACE, *_FILE, *DUTY)
"""The codes are stable; a change of meaning raises the version."""
RULE_OF: dict[str, Rule] = {rule.code: rule for rule in RULES}
SHIPPED = Rulebook(RULES, windows=WINDOWS)
