"""The worker: relays what was written to those who must know, and runs what the clock asks for."""
