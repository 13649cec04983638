"""Benchmarks: ours beside the servers one would pick instead, in the same run. `python -m tests.bench --help`."""
