"""Errors: each says what happened, where, and what to do about it."""

from collections.abc import Sequence


class LbpolicyError(Exception):
    """Base of every error that a user can cause or mend.

    `message` says what happened and where; `hint` says what to do, and may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(LbpolicyError):
    """Wrong options, configuration or bundle: exit code 2."""


class FaultyFileError(UsageError):
    """Everything that is wrong with one file, told at once."""

    def __init__(self, errors: Sequence[UsageError]) -> None:
        """Take at least one error, in the order in which they are told."""
        super().__init__(errors[0].message, errors[0].hint)
        self.errors = tuple(errors)


class PolicyError(LbpolicyError):
    """A policy that cannot be loaded: it does not parse, or calls what the engines lack. Exit code 2."""


class EngineError(LbpolicyError):
    """A policy that failed while it was evaluated: exit code 3."""


class SourceError(LbpolicyError):
    """Input that cannot be read: exit code 3; the rest of the input is still processed."""


class OutputError(LbpolicyError):
    """A report that cannot be written: exit code 2."""
