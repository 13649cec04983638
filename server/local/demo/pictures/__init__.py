"""Drawn pictures of what the demo market sells: flat scenes, no two categories alike."""
