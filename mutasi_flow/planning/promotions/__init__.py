"""From plan to people: chosen moves of a solution become transfers, and those wait together for a decision."""
