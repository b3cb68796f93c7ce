"""The doors of the work: a unit and its people, requests, letters, planning, oversight."""

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.texts import T
from mutasi_flow.office.pages.doors import Group, Shortcut

UNIT = Group(
    T("Unit Anda"),
    (
        Shortcut(
            T("Unit saya"),
            T("Pegawai, kebutuhan, dan keterisian unit yang Anda urus."),
            "units.tree",
            (Permission.SUPERVISE,),
        ),
        Shortcut(
            T("Usulan dari dan ke unit saya"),
            T("Siapa pindah, sedang di siapa, dan sampai kapan."),
            "tracking.index",
            (Permission.SUPERVISE,),
        ),
        Shortcut(
            T("Ajukan untuk pegawai"),
            T("Atas permintaan pegawai, atau karena kebutuhan unit."),
            "filing.begin",
            (Permission.SUPERVISE,),
        ),
        Shortcut(
            T("Bantuan sementara"),
            T("Minta pegawai dari unit yang lebih ringan, untuk masa tertentu."),
            "relief.index",
            (Permission.SUPERVISE,),
        ),
    ),
)
WORK = Group(
    T("Mengolah usulan"),
    (
        Shortcut(
            T("Antrean verifikasi"),
            T("Berkas yang menunggu diperiksa, dengan batas waktunya."),
            "queue.verification",
            (Permission.TRANSFERS_VERIFY,),
        ),
        Shortcut(
            T("Telaah dan putusan"),
            T("Usulan yang menunggu putusan atau penerbitan SK."),
            "queue.decisions",
            (Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE, Permission.TRANSFERS_REVIEW),
        ),
        Shortcut(
            T("Sidang tim penilai kinerja"),
            T("Agenda, calon berdampingan, hasil, dan berita acara."),
            "sittings.index",
            (
                Permission.DELIBERATE,
                Permission.TRANSFERS_VERIFY,
                Permission.TRANSFERS_DECIDE,
                Permission.TRANSFERS_REVIEW,
            ),
        ),
        Shortcut(
            T("Pertimbangan teknis BKN"),
            T("Surat pertek, isinya dibandingkan dengan SK, dan impor dari Excel."),
            "pertek.index",
            (Permission.TRANSFERS_VERIFY,),
        ),
        Shortcut(
            T("Berkas rahasia"),
            T("Yang Anda baca sebelum diumumkan, dan pengumumannya."),
            "readers.index",
            (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE),
        ),
        Shortcut(
            T("Ajukan untuk pegawai"),
            T("Atas permintaan pegawai, atau karena kebutuhan unit."),
            "filing.begin",
            (Permission.TRANSFERS_FILE_FOR,),
        ),
    ),
)
LETTERS = Group(
    T("SK dan surat"),
    (
        Shortcut(
            T("Tanda tangan dan pengesahan"),
            T("Surat yang menunggu tanda tangan Anda, banyak sekaligus."),
            "signing_runs.index",
            (Permission.TRANSFERS_DECREE, Permission.TRANSFERS_VERIFY),
        ),
        Shortcut(
            T("Paket SK"),
            T("Banyak SK sekaligus: periksa, terbitkan, cetak, bagikan per unit."),
            "decree_batches.index",
            (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE),
        ),
        Shortcut(
            T("Paraf surat"),
            T("Surat yang Anda periksa dan paraf sebelum ditandatangani."),
            "initials.index",
            (Permission.SUPERVISE, Permission.TRANSFERS_VERIFY),
        ),
        Shortcut(
            T("Buku agenda surat"),
            T("Semua nomor surat, dan SK yang menunggu tanda tangan."),
            "register.show",
            (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE, Permission.AUDIT_READ),
        ),
        Shortcut(
            T("Arsip surat"),
            T("Surat yang habis masa simpannya, dan penyerahan ke arsip."),
            "archive.show",
            (Permission.TRANSFERS_VERIFY, Permission.AUDIT_READ),
        ),
    ),
)
PLANNING = Group(
    T("Kebutuhan dan rencana"),
    (
        Shortcut(
            T("Kebutuhan pegawai"),
            T("Siapa paling kurang orang menurut beban kerja, bukan jumlah pegawai."),
            "needs.index",
            (Permission.BALANCE_READ,),
        ),
        Shortcut(
            T("Peta keterisian"),
            T("Unit mana kurang dan lebih orang, menurut kelompok jabatan."),
            "balance.index",
            (Permission.BALANCE_READ,),
        ),
        Shortcut(
            T("Lowongan jabatan"), T("Yang kurang orang, dan calonnya."), "vacancies.index", (Permission.BALANCE_READ,)
        ),
        Shortcut(
            T("Papan rencana mutasi"),
            T("Siapa sebaiknya pindah ke mana: skenario, akibat, dan alasannya."),
            "plans.index",
            (Permission.PLAN,),
        ),
        Shortcut(
            T("Bantuan sementara"),
            T("Pegawai dari unit yang lebih ringan, untuk masa tertentu."),
            "relief.index",
            (Permission.BALANCE_READ,),
        ),
        Shortcut(
            T("Peta guru dan tenaga kesehatan"),
            T("Kurang dan lebih per sekolah, mata pelajaran, dan profesi."),
            "school_map.index",
            (Permission.BALANCE_READ,),
        ),
        Shortcut(
            T("Minat pegawai"),
            T("Siapa ingin bertugas di mana."),
            "wishes.of_staff",
            (Permission.PLAN, Permission.TRANSFERS_VERIFY, Permission.EMPLOYEES_WRITE),
        ),
        Shortcut(
            T("Yang menyatakan siap"),
            T("Siapa siap untuk pekerjaan dan tempat seperti apa."),
            "readiness.pool",
            (Permission.PLAN, Permission.TRANSFERS_VERIFY, Permission.EMPLOYEES_WRITE),
        ),
        Shortcut(
            T("Peta talenta"),
            T("Kinerja dan potensi dalam sembilan kotak, dan siapa yang belum dinilai."),
            "talent.index",
            (Permission.PLAN, Permission.TRANSFERS_VERIFY, Permission.DELIBERATE),
            module="nine_box",
        ),
        Shortcut(
            T("Bursa mutasi"),
            T("Putaran sukarela: bertukar tempat dengan pegawai lain."),
            "market.index",
            (Permission.PLAN, Permission.ADMIN),
            module="exchange",
        ),
        Shortcut(
            T("Ajukan untuk pegawai"),
            T("Atas permintaan pegawai, atau karena kebutuhan unit."),
            "filing.begin",
            (Permission.PLAN,),
        ),
    ),
)
DATA = Group(
    T("Pegawai dan unit"),
    (
        Shortcut(
            T("Daftar pegawai"), T("Profil, riwayat, dan masa kerja."), "employees.search", (Permission.EMPLOYEES_READ,)
        ),
        Shortcut(T("Unit"), T("Pohon unit, kepala, dan keterisian."), "units.tree", (Permission.UNITS_READ,)),
        Shortcut(
            T("Tempat kerja"),
            T("Peta, jarak, dan beratnya bertugas di sana."),
            "places.index",
            (Permission.UNITS_READ,),
        ),
        Shortcut(T("Impor data"), T("Pegawai, unit, dan kebutuhan dari Excel."), "imports.index", (Permission.IMPORT,)),
        Shortcut(
            T("Akun dan slip"),
            T("Buat akun dan cetak kata sandi sekali pakai."),
            "slips.choose",
            (Permission.ACCOUNTS,),
        ),
    ),
)
WATCH = Group(
    T("Pengawasan dan laporan"),
    (
        Shortcut(
            T("Keberatan"),
            T("Yang diajukan terhadap keputusan, dan batas jawabannya."),
            "objections.index",
            (Permission.TRANSFERS_READ,),
        ),
        Shortcut(
            T("Berapa lama usulan berjalan"),
            T("Waktu dalam hari kerja, menurut keadaan, unit, bulan, dan tugas."),
            "reports.durations",
            (Permission.TRANSFERS_READ,),
        ),
        Shortcut(
            T("Jejak"),
            T("Siapa melakukan apa, dan bukti tidak diubah."),
            "trail.index",
            (Permission.AUDIT_READ,),
            is_for_whole=True,
        ),
        Shortcut(
            T("Pengecualian dari aturan"),
            T("Siapa mengecualikan siapa, dari aturan apa, dengan surat apa."),
            "exemptions.index",
            (Permission.AUDIT_READ,),
        ),
    ),
)
WORKING = (UNIT, WORK, LETTERS, PLANNING, DATA, WATCH)
