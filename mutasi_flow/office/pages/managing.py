"""The doors for whoever manages the office: accounts, the road and its rules, letters."""

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.texts import T
from mutasi_flow.office.pages.doors import Group, Shortcut

OFFICE = Group(
    T("Kantor dan layanan"),
    (
        Shortcut(T("Akun"), T("Siapa boleh masuk, dan perannya."), "accounts.index", (Permission.ADMIN,)),
        Shortcut(T("Pengaturan kantor"), T("Nama kantor, nomor surat, fitur."), "office.show", (Permission.ADMIN,)),
        Shortcut(T("Hari libur"), T("Dasar hitungan hari kerja."), "calendar.show", (Permission.ADMIN,)),
        Shortcut(
            T("Kesehatan layanan"), T("Basis data, pekerja, dan ruang simpan."), "work.health", (Permission.ADMIN,)
        ),
        Shortcut(
            T("Pekerjaan latar"),
            T("Yang menunggu, berjalan, dan gagal di balik layar."),
            "work.jobs",
            (Permission.ADMIN,),
        ),
    ),
)
ROAD = Group(
    T("Jalan dan aturan usulan"),
    (
        Shortcut(
            T("Alur usulan"),
            T("Siapa ditanya dan memutus, dalam tahap apa, dan berapa hari."),
            "routes.index",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Aturan mutasi"),
            T("Syarat pindah, angkanya, dasarnya, dan masa pembatasan."),
            "rulebook.index",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Syarat dokumen"),
            T("Dokumen apa yang diminta, sejak kapan, dan dasarnya."),
            "requirements.show",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Wewenang"),
            T("Siapa memutus dan menandatangani apa, dan dasarnya."),
            "authorities.show",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Tim penilai kinerja"),
            T("Siapa membahas usulan dalam sidang, dan kuorumnya."),
            "teams.index",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Siapa membaca tanggapan"),
            T("Siapa melihat sikap, alasan, nama, dan surat, dan sejak kapan."),
            "sights.show",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Langkah otomatis"),
            T("Yang berjalan sendiri setelah sekian hari, bila kantor mengaturnya."),
            "automatic.show",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Batas waktu keberatan"),
            T("Berapa hari untuk mengajukan dan memutus keberatan."),
            "objections.terms",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Pertek dan status SIASN"),
            T("Perbedaan mana yang menghalangi SK, dan arti kode SIASN."),
            "pertek.settings",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Kiriman I-MUT"),
            T("Nama dan ukuran berkas yang disiapkan untuk I-MUT."),
            "package.settings",
            (Permission.ADMIN,),
        ),
    ),
)
WRITING = Group(
    T("Naskah dan nomor surat"),
    (
        Shortcut(
            T("Naskah surat"),
            T("Kata-kata SK: konsep, pratinjau, perbedaan, dan versi."),
            "letter_texts.index",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Tata surat"),
            T("Kertas, diktum pertama, dan siapa mengesahkan petikan."),
            "letter_styles.show",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Dasar hukum surat"),
            T("Peraturan yang disebut SK, untuk siapa, dan sejak kapan."),
            "legal_bases.show",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Penomoran surat"),
            T("Pola nomor tiap buku, dan buku yang dinomori kantor lain."),
            "numbering.index",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Rantai paraf"),
            T("Siapa memaraf surat apa, berurutan, sejak kapan."),
            "initial_chains.show",
            (Permission.ADMIN,),
        ),
        Shortcut(
            T("Retensi arsip"),
            T("Berapa lama surat disimpan, dan nasib akhirnya."),
            "archive.classes",
            (Permission.ADMIN,),
        ),
    ),
)
MANAGING = (OFFICE, ROAD, WRITING)
