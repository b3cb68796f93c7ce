"""What people of the demo write: reasons, opinions, weighings. Plain sentences, nobody's real words."""

from dataclasses import dataclass

from mutasi_flow.planning.publications.domain import Category
from mutasi_flow.transfers.domain import Stance


@dataclass(frozen=True, slots=True)
class Motive:
    """A reason with its category; ``proof`` is the subject of the paper that proves it."""

    category: str
    text: str
    proof: str = ""


MOTIVES: tuple[Motive, ...] = (
    Motive("care", "Ibu saya sakit dan tinggal sendiri di dekat unit tujuan.", "keadaan kesehatan orang tua"),
    Motive("distance", "Perjalanan ke tempat kerja dua jam sekali jalan, sebagian lewat jalan tanah."),
    Motive("family", "Pasangan saya bertugas di kecamatan tujuan sejak tahun lalu.", "tempat tugas pasangan"),
    Motive("career", "Saya ingin menerapkan pelatihan yang sudah saya ikuti di unit yang membutuhkannya."),
    Motive("distance", "Rumah kami di kecamatan tujuan; anak-anak bersekolah di sana."),
    Motive("health", "Dokter menyarankan saya tidak menempuh perjalanan jauh setiap hari.", "saran dokter"),
    Motive("need", "Di unit asal tenaga cukup, sedangkan unit tujuan kekurangan."),
    Motive("other", "Saya sudah lama bertugas di tempat terpencil dan mohon giliran."),
)
UNIT_MOTIVE = Motive("need", "Pembagian tugas di unit kami berubah; keahliannya lebih diperlukan di unit tujuan.")
PLAN_MOTIVE = Motive("need", "Rencana penataan: unit tujuan kekurangan menurut analisis beban kerja.")
ROTATION = "Jabatan kosong menurut rencana penataan pejabat."
HANDOVER = "Serah terima paling lama dua minggu."
UNTESTED = "Hasil uji kompetensi belum diterima; dibahas lagi dalam sidang berikutnya."
UNSIGNED = "Tidak sependapat dengan cara penilaian calon kedua."
AWAY = "Dinas luar."
FIRST_ROUND, SECOND_ROUND = "Bursa mutasi semester ini", "Bursa mutasi semester depan"
CORRECTION = "Suami saya bertugas di kecamatan lain sejak tahun lalu."
CORRECTED = "Buku nikah dan surat tugasnya belum kami terima, jadi angkanya belum berubah."
SWAP_MOTIVE = Motive("distance", "Kami berdua sepakat bertukar tempat supaya masing-masing lebih dekat ke rumah.")
OUTGOING_MOTIVE = Motive(
    "family", "Pasangan saya bertugas di ibu kota provinsi, dan anak kami baru masuk sekolah di sana."
)
OTHER_UNIT = "Dinas Kependudukan dan Pencatatan Sipil"
NEWCOMER = "Wening Sasadara"
INCOMING = "Unit tujuan kekurangan sejak dua orang pensiun; yang bersangkutan sudah menyatakan bersedia."
TEMPORARY_MOTIVE = Motive("need", "Unit tujuan ditinggal cuti melahirkan selama satu semester.")
STEPPED_ASIDE = "Kami pernah bersengketa tentang pembagian jam kerja."
OBJECTED = "Pengganti saya sudah ditunjuk sejak bulan lalu, jadi alasan kekurangan di unit asal tidak benar lagi."
OBJECTED_RULE = "Ibu saya harus didampingi setiap hari; surat dokternya baru terbit sesudah putusan."
DISMISSED = (
    "keadaan keluarga sudah dipertimbangkan, sedangkan unit asal belum mendapat pengganti; permohonan dapat diajukan "
    "kembali bila penggantinya sudah bertugas"
)
SEEN_IN_SIASN = "Dilihat di SIASN; menunggu giliran."
NEAREST, FROM_UNITS = "Batas terdekat", "Diajukan unit"
PERTEK_ISSUER = "Kepala Kantor Regional BKN"
PERTEK_REFUSED = "Syarat pengalaman jabatan satu tingkat di bawahnya belum terpenuhi; lengkapi riwayat jabatannya."
READER_ADDED = "Mendampingi pengisian jabatan sebagai pengawas internal."
READER_ADDED_WRONGLY = "Membantu menyiapkan ruang sidang."
READER_REMOVED = "Keliru: persiapan ruang tidak memerlukan berkasnya."
BATCH = "Mutasi pegawai bulan ini"
DECREES, CERTIFIER = "SK kolektif mutasi bulan ini", "Kepala Badan"
DISPOSITION = "Disposisi Sekretaris Daerah, agenda contoh 41"

OPINIONS: dict[Stance, tuple[str, ...]] = {
    Stance.SUPPORT: (
        "",
        "Pekerjaannya sudah dapat dibagi di antara kami.",
        "Kami mendukung; pelayanan tetap berjalan.",
        "Orangnya rajin, unit tujuan akan terbantu.",
    ),
    Stance.CONDITIONS: (
        "Mohon menunggu sampai akhir semester supaya kelas tidak kosong.",
        "Setuju bila ada pengganti paling lambat sebulan kemudian.",
    ),
    Stance.AGAINST: (
        "Unit kami sudah kekurangan; bila berkurang lagi, pelayanan sore harus ditutup.",
        "Ia satu-satunya yang memegang pekerjaan ini, belum ada yang menggantikan.",
    ),
}
WEIGHED = (
    "Sudah dibicarakan dengan kepala unit. Tugas dibagi sementara kepada dua orang, dan mulai bertugas "
    "ditetapkan sesudah serah terima. Kekurangan unit tujuan lebih mendesak."
)
RETURNED = "Surat keterangan belum terbaca. Mohon diunggah ulang, lalu kirim kembali."
MENDED = " Surat keterangan sudah saya perbaiki."
REJECTED = "Kebutuhan di unit asal lebih mendesak, dan belum ada pengganti. Usulan dapat diajukan lagi tahun depan."
WITHDRAWN = "Keadaan keluarga sudah berubah, jadi saya tetap di unit sekarang."
CANCELLED = "Unit tujuan digabung dengan unit lain, sehingga tempatnya tidak ada lagi."
POSTPONED = "Menunggu selesainya tahun ajaran berjalan."
REVOKED = "Pegawai ditugaskan belajar sebelum mulai bertugas di tempat baru."
PLAN_NAME = "Pemerataan guru dan tenaga kesehatan"
PLAN_SEED = "sagara"
TARGET = "Puskesmas dan sekolah yang terisi sedikitnya 80% kebutuhannya"
TARGET_FIGURE = "semua"
FEW_MOVES = "Paling banyak delapan mutasi"
HELP_WANTED = "Pekerjaan menumpuk, dan yang ada sudah lembur. Cukup sampai bebannya kembali seperti biasa."
OTHER_JABATAN = "Boleh berganti jabatan"
PROPOSED = "Paling sedikit mutasinya; tempat yang paling kurang terisi lebih dahulu."
PUBLISHED = (
    "Rencana ini memindahkan sesedikit mungkin orang ke puskesmas dan sekolah yang paling kekurangan. Mohon ditanggapi, "
    "terutama bila ada data yang keliru."
)
COMMENTS = (
    (Category.DISTANCE, "Tempat baru lebih jauh dari rumah, dan anak saya masih kecil. Apakah ada rumah dinas?"),
    (Category.DATA, "Pelatihan saya tahun lalu belum tercatat di profil."),
)
COMMENT_ANSWER = (
    "Tentang jarak dan tempat tinggal: rumah dinas di tempat baru tersedia sejak hari pertama. Bila tetap berat, "
    "sampaikan lagi saat usulan dimintai tanggapan; calon berikutnya sudah diketahui."
)
