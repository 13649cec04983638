"""Offers: another price than the one that is asked, said back and forth until somebody agrees."""
