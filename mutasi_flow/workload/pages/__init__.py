"""Pages of need and staff."""

from flask import Blueprint

from mutasi_flow.workload.pages.balance import pages as balance_pages
from mutasi_flow.workload.pages.forecast import pages as forecast_pages
from mutasi_flow.workload.pages.needs import pages as need_pages
from mutasi_flow.workload.pages.periods import pages as period_pages
from mutasi_flow.workload.pages.units import pages as unit_pages

BLUEPRINTS: tuple[Blueprint, ...] = (unit_pages, need_pages, period_pages, forecast_pages, balance_pages)
