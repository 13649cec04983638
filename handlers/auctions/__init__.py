"""Bidding on auctions, taking bids back, buying at once, and closing them when their time has come."""
