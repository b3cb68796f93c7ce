"""Pages of the frontline: the map of teachers, the map of health staff, lesson hours shared out, and who counts as experienced."""

from flask import Blueprint

from mutasi_flow.planning.frontline.pages.facilities import pages as facilities
from mutasi_flow.planning.frontline.pages.schools import pages as schools
from mutasi_flow.planning.frontline.pages.sharing import pages as sharing
from mutasi_flow.planning.frontline.pages.terms import pages as terms

BLUEPRINTS: tuple[Blueprint, ...] = (schools, facilities, sharing, terms)
