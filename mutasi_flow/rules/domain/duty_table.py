"""The part of the table of rules that speaks of teachers, health staff and contract employees."""

from mutasi_flow.core.texts import T
from mutasi_flow.rules.domain import duty
from mutasi_flow.rules.domain.rulebook import ONCE_SENT, Parameter, Rule
from mutasi_flow.rules.domain.words import Authority, Level, Unit

DUTY: tuple[Rule, ...] = (
    Rule(
        "R27",
        T("Mata pelajaran sesuai sertifikat pendidik"),
        Level.WARNING,
        "Peraturan Bersama Lima Menteri 2011 tentang penataan guru",
        duty.certified_subject,
        T("Pilih sekolah yang memberikan mata pelajaran itu, atau jelaskan akibatnya kepada guru."),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
    Rule(
        "R28",
        T("Guru mulai pada awal semester"),
        Level.WARNING,
        "Kebijakan instansi (kalender pendidikan)",
        duty.semester_start,
        T("Pilih tanggal mulai pada awal semester."),
        (
            Parameter("first_month", T("Semester pertama mulai"), Unit.MONTH, 7, 1, 12),
            Parameter("second_month", T("Semester kedua mulai"), Unit.MONTH, 1, 1, 12),
            Parameter("most_days", T("Paling lama sesudah semester mulai"), Unit.DAYS, 31, 1, 120),
        ),
        acts=ONCE_SENT,
        exempted_by=Authority.HEAD_OF_REGION,
    ),
    Rule(
        "R29",
        T("Izin praktik di fasilitas tujuan"),
        Level.WARNING,
        "UU 17/2023 tentang kesehatan (SIP berlaku untuk satu tempat praktik)",
        duty.practice_licence,
        T("Urus SIP untuk fasilitas tujuan sebelum mulai bertugas."),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
    Rule(
        "R30",
        T("Jumlah paling sedikit tenaga kesehatan"),
        Level.WARNING,
        "Kebijakan instansi (standar ketenagaan fasilitas)",
        duty.minimum_staff,
        T("Siapkan pengganti di fasilitas asal."),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
    Rule(
        "R31",
        T("Perjanjian kerja PPPK masih berlaku"),
        Level.WARNING,
        "PP 49/2018 tentang manajemen PPPK",
        duty.contract_runs,
        T("Perpanjang perjanjian kerja dahulu, atau pilih tanggal yang lebih awal."),
        exempted_by=Authority.HEAD_OF_REGION,
    ),
)
