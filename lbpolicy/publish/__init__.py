"""Sends what a report says to services that keep findings. Nothing here talks to the terminal."""
