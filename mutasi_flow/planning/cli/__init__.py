"""``mutasi plan``: commands over tables and folders, each loaded only when it is called; none needs a database."""

from importlib import import_module
from typing import cast

import click

_HERE = "mutasi_flow.planning.cli"
COMMANDS = {
    "solve": f"{_HERE}.solve:solve",
    "verify": f"{_HERE}.solve:verify",
    "explain": f"{_HERE}.answers:explain",
    "frontier": f"{_HERE}.curves:frontier",
    "compare": f"{_HERE}.curves:compare",
    "exchange": f"{_HERE}.rounds:exchange",
    "hours": f"{_HERE}.lessons:hours",
}


class PlanGroup(click.Group):
    """The commands by name; swaps need a library that takes a second to load."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return cast("click.Command", getattr(import_module(module), name))


@click.group(cls=PlanGroup)
def plan() -> None:
    """Rencana mutasi dari tabel: susun, periksa, bandingkan. Tanpa basis data."""
