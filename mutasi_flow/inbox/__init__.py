"""What waits: the one task mechanism, notices, reminders."""
