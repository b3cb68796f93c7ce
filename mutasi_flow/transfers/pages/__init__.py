"""Pages of the road, one file per person's errand."""

from mutasi_flow.transfers.pages.authorities import pages as authorities
from mutasi_flow.transfers.pages.automatic import pages as automatic
from mutasi_flow.transfers.pages.batches import pages as batches
from mutasi_flow.transfers.pages.bulk import pages as bulk
from mutasi_flow.transfers.pages.checking import pages as checking
from mutasi_flow.transfers.pages.correcting import pages as correcting
from mutasi_flow.transfers.pages.crossing import pages as crossing
from mutasi_flow.transfers.pages.deadlines import pages as deadlines
from mutasi_flow.transfers.pages.decision_papers import pages as decision_papers
from mutasi_flow.transfers.pages.dossier import pages as dossier
from mutasi_flow.transfers.pages.eligibility import pages as eligibility
from mutasi_flow.transfers.pages.exemptions import pages as exemptions
from mutasi_flow.transfers.pages.filing import pages as filing
from mutasi_flow.transfers.pages.following import pages as following
from mutasi_flow.transfers.pages.hearings import pages as hearings
from mutasi_flow.transfers.pages.letters import pages as letters
from mutasi_flow.transfers.pages.links import pages as links
from mutasi_flow.transfers.pages.minutes import pages as minutes
from mutasi_flow.transfers.pages.numbers import pages as numbers
from mutasi_flow.transfers.pages.objections import pages as objections
from mutasi_flow.transfers.pages.opinions import pages as opinions
from mutasi_flow.transfers.pages.package import pages as package
from mutasi_flow.transfers.pages.paper_acts import pages as paper_acts
from mutasi_flow.transfers.pages.papers import pages as papers
from mutasi_flow.transfers.pages.pertek import pages as pertek
from mutasi_flow.transfers.pages.queue import pages as queue
from mutasi_flow.transfers.pages.readers import pages as readers
from mutasi_flow.transfers.pages.records import pages as records
from mutasi_flow.transfers.pages.register import pages as register
from mutasi_flow.transfers.pages.reports import pages as reports
from mutasi_flow.transfers.pages.requirements import pages as requirements
from mutasi_flow.transfers.pages.review import pages as review
from mutasi_flow.transfers.pages.revoking import pages as revoking
from mutasi_flow.transfers.pages.routes import pages as routes
from mutasi_flow.transfers.pages.sights import pages as sights
from mutasi_flow.transfers.pages.sittings import pages as sittings
from mutasi_flow.transfers.pages.supporting import pages as supporting
from mutasi_flow.transfers.pages.teams import pages as teams
from mutasi_flow.transfers.pages.temporary import pages as temporary
from mutasi_flow.transfers.pages.tracking import pages as tracking

BLUEPRINTS = (
    eligibility,
    filing,
    tracking,
    papers,
    paper_acts,
    requirements,
    authorities,
    opinions,
    readers,
    sights,
    automatic,
    records,
    pertek,
    crossing,
    package,
    routes,
    queue,
    checking,
    bulk,
    deadlines,
    reports,
    review,
    batches,
    links,
    exemptions,
    letters,
    correcting,
    temporary,
    revoking,
    following,
    register,
    numbers,
    supporting,
    dossier,
    objections,
    teams,
    sittings,
    minutes,
    hearings,
    decision_papers,
)

__all__ = ["BLUEPRINTS"]
