"""Evaluation: subjects and policies in, verdicts out. The only folder that imports a Rego engine."""

from lbpolicy.engine.pool import Evaluator
from lbpolicy.engine.registry import ENGINES, describe, open_engine

__all__ = ["ENGINES", "Evaluator", "describe", "open_engine"]
