"""What fenced processes find in place of the library that talks to the network: nothing (see ``core.fenced``)."""
