"""Fetch GOV.UK Frontend from npm, adapt it, and write it with its hashes into the package (for maintainers only).

Run ``python .ci/vendor.py`` after raising ``VERSION``. What is changed, and why:

* the two ``@font-face`` rules and the font name go: the typeface may only be used on its home site;
* the rules that draw the crown and the crest go: they are another country's arms;
* the licence text is put beside the file, because the npm package carries none.

Nothing here runs at installation; the result is committed and tests compare it with the manifest.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

NAME = "govuk-frontend"
VERSION = "6.6.0"
MEMBER = "package/dist/govuk/govuk-frontend.min.css"
VENDOR = Path(__file__).resolve().parents[1] / "mutasi_flow" / "static" / "vendor"
SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif'
LICENCE = """\
The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def fetch() -> bytes:
    """Return the style sheet as npm publishes it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"{NAME}@{VERSION}"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            member = archive.extractfile(MEMBER)
            if member is None:
                message = f"{MEMBER} is not in the package"
                raise SystemExit(message)
            return member.read()


def adapt(style: str) -> str:
    """Return the style sheet without the reserved typeface, crown and crest."""
    style = re.sub(r"@font-face\{[^}]*\}", "", style)
    style = re.sub(r"/\*!.*?\*/", "", style, flags=re.DOTALL)
    style = style.replace("font-family:GDS Transport,arial,sans-serif", f"font-family:{SYSTEM_FONTS}")
    style = re.sub(r"[^{}]+\{[^{}]*govuk-crest[^{}]*\}", "", style)
    return re.sub(r"@(media|supports)[^{}]+\{\}", "", style)


def main() -> None:
    """Write style sheet, licence and manifest."""
    original = fetch()
    adapted = adapt(original.decode()).encode()
    folder = VENDOR / f"{NAME}-{VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / Path(MEMBER).name).write_bytes(adapted)
    (folder / "LICENSE").write_text(LICENCE)
    manifest = [
        {
            "name": NAME,
            "version": VERSION,
            "licence": "MIT",
            "source": f"npm:{NAME}@{VERSION}/{MEMBER.removeprefix('package/')}",
            "file": f"{folder.name}/{Path(MEMBER).name}",
            "sha256_original": hashlib.sha256(original).hexdigest(),
            "sha256": hashlib.sha256(adapted).hexdigest(),
        }
    ]
    (VENDOR / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
