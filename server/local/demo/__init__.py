"""A market like a real one, made up: people, things, prices, places and pictures; for development and tests."""
