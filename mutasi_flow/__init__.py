"""mutasi-flow: plan, discuss, decide, decree and follow up transfers of civil servants."""

__version__ = "0.1.0"
