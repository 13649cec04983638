"""The truth: one file per aggregate, and the one committer that writes."""
