"""Bring the catalogues up to date with the sentences in code and templates (for maintainers).

``python .ci/words.py`` writes new sentences into every ``messages.po`` (untranslated ones stay empty) and drops those
that are gone; ``python .ci/words.py --check`` only says what is missing and ends with 1 when something is.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "translations"
KEYWORDS = {**DEFAULT_KEYWORDS, "T": None}
WIDTH = 110
HEADER = """\
# Sentences of mutasi-flow; the Indonesian sentence is the key.
msgid ""
msgstr ""
"Project-Id-Version: mutasi-flow\\n"
"Language: {locale}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extract() -> Catalog:
    """Return all sentences of code and templates, in the order of their files."""
    with (FOLDER / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = Catalog(project="mutasi-flow", charset="utf-8")
    for _file, _line, message, comments, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        found.add(message, auto_comments=comments, context=context)
    return found


def update(path: Path, found: Catalog) -> Catalog:
    """Return the catalogue at ``path`` with exactly the sentences of ``found``."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.parent.name)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue under a heading without dates, so that only sentences make a difference."""
    with path.open("wb") as file:
        file.write(HEADER.format(locale=catalogue.locale_identifier, plurals=catalogue.plural_forms).encode())
        write_po(file, catalogue, width=WIDTH, omit_header=True, no_location=True)


def main() -> int:
    """Update or check every catalogue; return how the process ends."""
    found, missing = extract(), 0
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        catalogue = update(path, found)
        untranslated = [message.id for message in catalogue if message.id and not message.string]
        missing += len(untranslated)
        sys.stderr.write(f"{path.relative_to(ROOT)}: {len(catalogue)} sentences, {len(untranslated)} without words\n")
        if "--check" in sys.argv:
            sys.stderr.writelines(f"  {message}\n" for message in untranslated)
        else:
            write(path, catalogue)
    return 1 if missing and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
