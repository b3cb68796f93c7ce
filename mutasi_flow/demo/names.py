"""Names of invented people: Faker's Indonesian ones, and parts in the ways of Sumatra, Kalimantan and Sulawesi."""

from dataclasses import dataclass
from random import Random

from faker import Faker

from mutasi_flow.people.domain import Sex

FAKER_SHARE = 0.5
LONG_SHARE = 0.04
"""Share of people with four or five words in their name, so that forms and letters meet them."""


@dataclass(frozen=True, slots=True)
class Custom:
    """A way of naming: given names per sex, closing names for both."""

    male: tuple[str, ...]
    female: tuple[str, ...]
    closing: tuple[str, ...]


def _custom(male: str, female: str, closing: str) -> Custom:
    return Custom(tuple(male.split()), tuple(female.split()), tuple(closing.split()))


CUSTOMS: tuple[Custom, ...] = (
    _custom(
        "Syafrimal Yulherman Rizmardi Hendrival Zulkaman Afrimendra Desriwan Masrijal Fauzandri Erizaldi",
        "Yusmaneli Desmarita Gusrianti Elfimarni Rahmayulis Nofriweli Zurmaini Asmidarti Welfinda Fitrimelia",
        "Rangkasuto Malintang Palimbayan Sarunai Kurai Batipuah Sungayang Tabek Marapalam Singgalanti",
    ),
    _custom(
        "Radensyah Minakdipa Sutanmarga Ridwansyah Kharismun Apriyandi Wirasaba Darmansuri Nazarudin Edipati",
        "Sitirukmah Rohmawati Daramanis Mutiaramah Nurhayuli Ratumina Herlinasari Fatmayuri Intansuri Puspamega",
        "Pesagian Waylunik Sekalaraya Kenaliya Bumiratu Pubianto Selagai Tulangpasir Liwaputra Gedungmeneng",
    ),
    _custom(
        "Wanazhar Rajafirman Azmanuddin Hamdansyah Iskandaria Megatsani Tarmiziwan Encikyusuf Syahbudin Zainalfikri",
        "Wanzubaidah Rajahalimah Nurlaila Syarifahani Zuraidawati Encikmaria Rohanalia Mahsurina Latifahayu Aminarti",
        "Daikraya Senapelan Tembeling Siantanbaru Berhalara Lingganila Serantauan Kualacinta Pelalawani Indragira",
    ),
    _custom(
        "Yansenli Dehennius Tambaran Aloysatria Sumbingan Kornelitus Petrusanto Markasius Lambangan Silverianus",
        "Theamarlina Yulitadara Kristaloka Nyailinda Marselindu Dayangsari Yospina Tinamurai Helenakia Bawilinda",
        "Tingangwana Danumara Bungaira Rungananta Lengkaranu Kahayani Sepauka Menterakap Apokaya Tewahanu",
    ),
    _custom(
        "Mappatunru Baharsyam Massuanna Lamakkara Sultanbaso Ambodalle Syamsurijal Lawekka Patturusi Makkaraja",
        "Besserosmi Temmaroja Indotenri Hasnawera Suriadaeng Marwatenri Baukamaria Rabiasanti Ajiratu Nurcaya",
        "Palantarai Mallombasi Sawerianto Tanratani Pajalesang Cennaratu Mangkauwa Bulukumbari Lamellonga Paturusa",
    ),
)
"""Minang, Lampung, Malay, Dayak and Bugis sound; the parts are composed for this purpose."""


class NameMaker:
    """Makes names; the same seed gives the same names in the same order."""

    def __init__(self, seed: str) -> None:
        self._random = Random(f"{seed}/names")
        self._faker = Faker("id_ID")
        self._faker.seed_instance(f"{seed}/names")

    def make(self, sex: Sex) -> str:
        """Return a name without titles, one to five words."""
        name = self._composed(sex) if self._random.random() > FAKER_SHARE else self._usual(sex)
        if self._random.random() < LONG_SHARE:
            first, _, rest = name.partition(" ")
            name = f"{first} {self._composed(sex)} {rest or self._faker.last_name_male()}"
        return " ".join(dict.fromkeys(name.split()))

    def _usual(self, sex: Sex) -> str:
        if sex is Sex.MALE:
            return f"{self._faker.first_name_male()} {self._faker.last_name_male()}"
        return f"{self._faker.first_name_female()} {self._faker.last_name_female()}"

    def _composed(self, sex: Sex) -> str:
        custom = self._random.choice(CUSTOMS)
        given = self._random.choice(custom.male if sex is Sex.MALE else custom.female)
        return f"{given} {self._random.choice(custom.closing)}"
