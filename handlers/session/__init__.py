"""The session itself: the server's clock, and what the server says about the connection."""
