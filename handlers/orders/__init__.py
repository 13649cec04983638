"""Buying: placing an order, and every step of it until it is completed."""
