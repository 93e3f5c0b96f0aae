"""Policy as code for Google Cloud external HTTP(S) load balancing."""

__version__ = "0.1.0"
