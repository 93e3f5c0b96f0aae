"""How fast lbpolicy is, as ratios that one run on one machine can tell."""
