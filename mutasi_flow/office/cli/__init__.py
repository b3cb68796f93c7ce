"""Commands of the office: starting, keeping house, looking after the trail and the queue."""
