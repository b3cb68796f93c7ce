"""Teachers and health staff, the frontline of services: who is where, in hours and persons, and who could help whom."""
