"""Tests of accounts as clients meet them."""
