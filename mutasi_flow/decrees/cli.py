"""All that the shell does with decrees. Each command is loaded when called: checking a file needs no road."""

from importlib import import_module
from typing import cast

import click

from mutasi_flow.core.loading import loading

COMMANDS = {
    "archive": "mutasi_flow.letters.cli.keeping",
    "render": "mutasi_flow.letters.cli.printing",
    "sign": "mutasi_flow.decrees.signing.cli",
    "verify": "mutasi_flow.letters.cli.checking",
    "sign-run": "mutasi_flow.decrees.signing.cli",
    "batch": "mutasi_flow.decrees.batches.cli",
}


class Decrees(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        with loading():
            return cast("click.Command", getattr(import_module(COMMANDS[cmd_name]), cmd_name.replace("-", "_")))


decree = Decrees("decree", help="Surat keputusan: cetak, catat tanda tangan, periksa, arsipkan.")
