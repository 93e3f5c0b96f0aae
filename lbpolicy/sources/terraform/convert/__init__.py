"""Planned resources as the resources that Google's API will hold, with their names and policies."""
