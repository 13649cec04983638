"""Tests of the engine, which knows nothing of the market."""
