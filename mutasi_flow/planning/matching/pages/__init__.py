"""Pages of matching: vacancies and their candidates, posts for somebody, skills, requirements and weights."""

from flask import Blueprint

from mutasi_flow.planning.matching.pages.keeping import pages as requirements
from mutasi_flow.planning.matching.pages.pools import pages as pools
from mutasi_flow.planning.matching.pages.readiness import pages as readiness
from mutasi_flow.planning.matching.pages.rotating import pages as rotating
from mutasi_flow.planning.matching.pages.suited import pages as suited
from mutasi_flow.planning.matching.pages.vacancies import pages as vacancies

BLUEPRINTS: tuple[Blueprint, ...] = (vacancies, suited, pools, readiness, requirements, rotating)
