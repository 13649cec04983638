"""How the market runs: sockets, stores, jobs and the wiring of them."""

VERSION = "0.1.0"
"""As in pyproject.toml."""
