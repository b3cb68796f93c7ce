"""Plans of the office: a frozen snapshot of the records, scenarios on it, solved by workers, read on the board."""
