"""The office itself: home, first start, imports, jobs, trail, administration."""
