"""Evaluation: subjects and policies in, verdicts out. The only folder that imports a Rego engine."""

from lbpolicy.engine.pool import Evaluator, evaluate
from lbpolicy.engine.registry import ENGINES, describe, open_engine

__all__ = ["ENGINES", "Evaluator", "describe", "evaluate", "open_engine"]
