"""What can go wrong with a source, as exceptions that know their code and line but not their file."""

from lbpolicy.errors import SourceError

NOTHING_ELSE = "Nothing but JSON may be in the file, no message of the command that writes it."
"""What to do about a file that is not JSON everywhere."""


class ReadError(SourceError):
    """Input, or one record of it, that cannot be read.

    `code` is that of the notification; `line` is 1-based, None where there is none.
    The message starts in lower case: whoever knows the file puts it in front.
    """

    def __init__(self, code: str, message: str, hint: str = "", line: int | None = None) -> None:
        super().__init__(message, hint)
        self.code = code
        self.line = line


class ForeignError(ReadError):
    """A whole file that is something else than Cloud Asset Inventory data.

    An error when the user named the file; a warning when it merely lies in a directory that was named.
    """
