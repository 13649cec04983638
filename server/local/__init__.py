"""Runs the real servers and processes of Souk on a single machine: for development and tests, not for production."""
