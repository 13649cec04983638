"""Tests of the search index, on a real Meilisearch."""
