"""Pages of help for a while."""

from flask import Blueprint

from mutasi_flow.planning.relief.pages.asking import pages as asking
from mutasi_flow.planning.relief.pages.ending import pages as ending
from mutasi_flow.planning.relief.pages.helping import pages as helping

BLUEPRINTS: tuple[Blueprint, ...] = (asking, ending, helping)
