"""How the posture went from report to report."""
