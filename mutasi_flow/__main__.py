"""``python -m mutasi_flow`` is the console script ``mutasi``."""

from mutasi_flow.cli import main

main(prog_name="mutasi")
