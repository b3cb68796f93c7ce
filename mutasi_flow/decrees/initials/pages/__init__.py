"""Pages of review chains."""

from mutasi_flow.decrees.initials.pages.chains import pages as chains
from mutasi_flow.decrees.initials.pages.desk import pages as desk

BLUEPRINTS = (desk, chains)
