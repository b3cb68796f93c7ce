"""API v1 of the road: transfers, their papers and dossiers, stepping aside, objections to the decision."""

from mutasi_flow.transfers.api.consultation import blueprint as consultation
from mutasi_flow.transfers.api.dossier import blueprint as dossier
from mutasi_flow.transfers.api.objections import blueprint as objections
from mutasi_flow.transfers.api.papers import blueprint as papers
from mutasi_flow.transfers.api.reports import blueprint as reports
from mutasi_flow.transfers.api.road import blueprint as road

BLUEPRINTS = (road, papers, dossier, consultation, objections, reports)

__all__ = ["BLUEPRINTS"]
