"""Pages of plans."""

from mutasi_flow.planning.plans.pages.boards import pages as boards
from mutasi_flow.planning.plans.pages.looking import pages as looking
from mutasi_flow.planning.plans.pages.making import pages as making
from mutasi_flow.planning.plans.pages.scenarios import pages as scenarios

BLUEPRINTS = (making, scenarios, boards, looking)

__all__ = ["BLUEPRINTS"]
