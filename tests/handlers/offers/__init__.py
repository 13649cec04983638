"""Tests of offers as clients meet them."""
