"""What the market is: entities, rules, names and refusals. No I/O, no clock of its own."""
