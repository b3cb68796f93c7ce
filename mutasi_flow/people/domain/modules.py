"""Module switches: what an office may hide when it does not want it yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from mutasi_flow.core.texts import T, Text


@dataclass(frozen=True, slots=True)
class Module:
    """A part that can be hidden; ``default`` is the switch of a new office."""

    code: str
    label: Text
    default: bool = True
    is_built: bool = False
    """Whether this release has it; the switch of one that is still to come would change nothing, so it is not shown."""


_ALL: tuple[Module, ...] = (
    Module("peers", T("Tanggapan rekan kerja"), is_built=True),
    Module("pulse", T("Survei singkat pegawai")),
    Module("campaigns", T("Sosialisasi")),
    Module("forum", T("Forum aspirasi")),
    Module("resistance", T("Catatan keberatan dan kekhawatiran")),
    Module("benefit_letters", T("Surat manfaat untuk pegawai")),
    Module("nine_box", T("Peta talenta sembilan kotak"), is_built=True),
    Module("exchange", T("Bursa mutasi"), is_built=True),
    Module("webhooks", T("Kabar otomatis ke sistem lain"), default=False),
    Module("oidc", T("Masuk dengan akun instansi"), default=False),
    Module("pkcs11", T("Tanda tangan dengan perangkat keras"), default=False),
)

MODULES: dict[str, Module] = {module.code: module for module in _ALL}
BUILT: tuple[Module, ...] = tuple(module for module in _ALL if module.is_built)


def default_modules() -> dict[str, object]:
    """Return the switches of a new office."""
    return {module.code: module.default for module in _ALL}


def is_module_on(switches: Mapping[str, object], code: str) -> bool:
    """Whether a module is shown; a switch nobody has set stands on its default.

    Raises:
        KeyError: there is no such module.
    """
    return bool(switches.get(code, MODULES[code].default))
