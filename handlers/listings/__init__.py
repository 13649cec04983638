"""Publishing, changing, browsing and watching listings."""
