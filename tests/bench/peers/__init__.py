"""Servers that are measured beside ours."""
