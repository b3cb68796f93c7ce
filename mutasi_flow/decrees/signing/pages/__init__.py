"""Pages of signing: the desk of an official, and the record of what was signed on paper or elsewhere."""

from mutasi_flow.decrees.signing.pages.desk import pages as desk
from mutasi_flow.decrees.signing.pages.recording import pages as recording

BLUEPRINTS = (desk, recording)
