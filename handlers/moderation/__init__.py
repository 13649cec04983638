"""Reports and cases, the moderators' queue, the live board, and the record of what staff did."""
