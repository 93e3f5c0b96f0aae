"""SARIF message strings from texts that came with the input."""

from lbpolicy.formats.escape import visible
from lbpolicy.model import Json

MESSAGE_ID = "default"
MESSAGE = "Asset '{0}': '{1}'."
"""The message string of every rule: asset and what was found, both quoted, with a full stop."""


def build_message(*arguments: str) -> dict[str, Json]:
    """Return a message by id and arguments, and as the same text for viewers that show nothing else."""
    safe = [_unlinked(visible(argument)) for argument in arguments]
    return {"id": MESSAGE_ID, "arguments": safe, "text": MESSAGE.format(*(_literal(text) for text in safe))}


def plain_message(text: str) -> dict[str, Json]:
    """Return a message that has no placeholders, whatever the text holds."""
    return {"text": _literal(_unlinked(visible(text)))}


def sentence(text: str) -> str:
    """Return the text with its white space folded and a full stop at its end."""
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?")) else text + "."


def _literal(text: str) -> str:
    """Double the braces, as SARIF 3.11.5 demands outside placeholders: {0} in a name is not an argument."""
    return text.replace("{", "{{").replace("}", "}}")


def _unlinked(text: str) -> str:
    """Take SARIF's embedded links (3.11.6) apart: [text](target) from the input must not lead anywhere."""
    return text.replace("](", "] (")
