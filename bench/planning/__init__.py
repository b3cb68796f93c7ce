"""What the plan reaches, and at what cost."""
