"""What is needed: need against staff, per unit and post."""
