"""Terraform's language: what expressions come to while part of the plan is unknown."""
