"""Lesson hours shared out over schools, so that teachers short of a full load at home reach it nearby."""
