"""Who we are: employees, the dated unit tree, posts, places, placements."""
