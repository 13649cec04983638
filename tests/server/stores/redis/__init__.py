"""Tests of what is kept in Redis."""
