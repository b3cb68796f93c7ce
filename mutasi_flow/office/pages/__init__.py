"""Pages of the office: home, data in and out, settings, trail."""
