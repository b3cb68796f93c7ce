"""Sheets of workload: tasks of posts."""
