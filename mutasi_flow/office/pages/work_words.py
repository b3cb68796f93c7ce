"""What jobs and sweeps are called before people; one that is not here any more keeps its name of the code."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from mutasi_flow.core.jobs import JobRow
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters import queries as letters

PRINT = "render_letter"
JOB_WORDS: Mapping[str, Text] = {
    PRINT: T("Mencetak naskah"),
    "check_decree_batch": T("Memeriksa baris paket SK"),
    "issue_decree_portion": T("Menerbitkan SK dalam paket"),
    "print_decree_portion": T("Mencetak SK dalam paket"),
    "compose_collective_decree": T("Menyusun naskah SK kolektif dalam paket"),
    "print_collective_decree": T("Mencetak SK kolektif dalam paket"),
    "announce_decree_batch": T("Mengumumkan SK rahasia dalam paket"),
    "bind_decrees": T("Menyatukan SK per unit"),
    "export_archive": T("Menyusun ekspor arsip"),
    "make_imut_package": T("Menyusun kiriman I-MUT"),
    "solve_exchange_round": T("Menghitung putaran bursa mutasi"),
    "verify_exchange_round": T("Menghitung ulang putaran bursa mutasi"),
    "open_exchange_transfers": T("Membuat usulan dari hasil bursa mutasi"),
    "share_lesson_hours": T("Membagikan jam mengajar"),
    "preview_letter_text": T("Mencetak pratinjau naskah surat"),
    "promote_plan_moves": T("Menjadikan mutasi rencana usulan"),
    "solve_plan_scenario": T("Menghitung skenario rencana"),
    "take_plan_snapshot": T("Membaca data untuk rencana"),
}
SWEEP_WORDS: Mapping[str, Text] = {
    "advance_exchange_rounds": T("Membuka dan menutup putaran bursa mutasi"),
    "announce_publications": T("Memberi tahu pegawai tentang rencana yang diumumkan"),
    "anchor_trail": T("Mencatat ujung jejak di luar basis data"),
    "apply_departures": T("Menutup penempatan yang pindah keluar"),
    "apply_placements": T("Memberlakukan penempatan yang sudah tiba harinya"),
    "ask_relief_reviews": T("Menanyakan hasil bantuan sementara yang selesai"),
    "ask_scanner": T("Menanyakan berkas kepada pemindai virus"),
    "automatic_steps": T("Langkah otomatis"),
    "close_tasks_of_who_left": T("Menutup tugas pegawai yang berhenti bertugas"),
    "drop_old_uploads": T("Menghapus berkas impor yang tidak jadi dipakai"),
    "drop_old_exports": T("Menghapus ekspor arsip yang lewat masa simpannya"),
    "drop_old_bundles": T("Menghapus berkas per unit yang lewat masa simpannya"),
    "end_files_of_who_left": T("Mengakhiri usulan pegawai yang berhenti bertugas"),
    "end_postponements": T("Melanjutkan usulan yang selesai ditunda"),
    "escalate_tasks": T("Memberi tahu atasan tentang tugas terlambat"),
    "follow_merged_units": T("Mengalihkan usulan dari unit yang digabung"),
    "forget_idle_devices": T("Mengeluarkan perangkat yang lama diam"),
    "forget_requests": T("Melupakan kunci kiriman lama"),
    "forget_sign_in_failures": T("Melupakan percobaan masuk yang gagal"),
    "hand_on_tasks": T("Meneruskan tugas kepada pejabat pengganti"),
    "keep_initial_tasks": T("Membuka tugas paraf surat"),
    "lapse_objections": T("Mencatat keberatan yang lewat waktu"),
    "move_deadlines": T("Memindahkan batas waktu sesudah hitung ulang"),
    "prune_jobs": T("Membersihkan pekerjaan lama"),
    "record_silences": T("Mencatat siapa yang tidak menanggapi"),
    "record_stays": T("Menghitung lama setiap keadaan"),
    "remind_holders": T("Mengingatkan pemegang tugas"),
    "send_mail": T("Mengirim surel"),
    "tell_unattended": T("Memberi tahu tentang tugas tanpa pemegang"),
}


def name_jobs(session: Session, jobs: Collection[JobRow]) -> Mapping[str, tuple[Text, str]]:
    """Return what to call each job, by its key, with the number of its letter where it has one."""
    printed = {job.key: int(job.args["letter"]) for job in jobs if job.job == PRINT and "letter" in job.args}
    numbers = letters.numbers_of(session, set(printed.values()))
    return {job.key: (JOB_WORDS.get(job.job, Text(job.job)), numbers.get(printed.get(job.key, 0), "")) for job in jobs}
