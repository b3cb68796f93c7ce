"""Where the module of software tokens lies."""

from pathlib import Path

PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


def find_module() -> Path:
    found = next((Path(place) for place in PLACES if Path(place).is_file()), None)
    assert found, "SoftHSM2 is needed: apt-get install softhsm2"
    return found
