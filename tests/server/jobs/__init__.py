"""Tests of the worker: relay, reactions and jobs."""
