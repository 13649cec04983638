"""Tests of how it runs."""
