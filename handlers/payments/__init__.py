"""Paying: the cashier, what the provider tells, what goes back, and what the seller gets."""
