"""Runs the real servers and processes of Souk on a single machine: for development and tests, not for production."""

RUNNING = "running.env"
"""File in the data folder where a running market keeps its settings, for the commands that act on it."""
