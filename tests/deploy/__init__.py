"""Tests of what leads out of this machine: Procfile, compose file, requirements."""
