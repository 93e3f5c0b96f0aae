"""What references lead to, and where attributes are written."""
