"""Tests of running everything on one machine."""
