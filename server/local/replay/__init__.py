"""Recorded auctions, run again through the real events: what would they have ended at here?"""
