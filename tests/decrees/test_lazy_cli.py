"""The group of decrees loads what is called and nothing else."""

import subprocess
import sys

import click

from mutasi_flow.decrees.cli import COMMANDS, decree


def test_every_command_is_found_under_its_own_name() -> None:
    context = click.Context(decree)
    found = {name: decree.get_command(context, name) for name in COMMANDS}
    assert {name: one.name for name, one in found.items() if one} == {name: name for name in COMMANDS}
    assert decree.get_command(context, "tidak-ada") is None


def test_checking_a_file_loads_nothing_of_the_road() -> None:
    program = (
        "import sys, click\n"
        "HEAVY = ('mutasi_flow.transfers', 'mutasi_flow.decrees.', 'mutasi_flow.letters.service', 'mutasi_flow.letters.queries', 'sqlalchemy', 'pikepdf', 'pyhanko', 'alembic', 'flask')\n"
        "from mutasi_flow.decrees.cli import decree\n"
        "decree.get_command(click.Context(decree), 'verify')\n"
        "print([one for one in sys.modules if one.startswith(HEAVY)])\n"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    assert answer.stdout.strip() == "['mutasi_flow.decrees.cli']"
