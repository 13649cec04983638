"""Gate and megaphone: limits, locks, journal and channels; nothing here is the truth."""
