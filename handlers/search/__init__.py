"""Searching what is for sale."""
