"""What is allowed: eligibility rules over frozen facts."""
