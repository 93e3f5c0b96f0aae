"""Terraform and OpenTofu plans: what a plan says, and what its references lead to."""
