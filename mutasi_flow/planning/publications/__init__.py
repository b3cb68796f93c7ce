"""What the office tells of a plan before anybody is moved: publications without names, comments, and their answers."""
