"""Tests of the truth, on a real MongoDB."""
