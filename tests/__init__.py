"""Tests, at the mirrored paths of what they test; journeys, benches and faults have folders of their own."""
