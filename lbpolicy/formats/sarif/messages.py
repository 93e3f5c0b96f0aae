"""SARIF message strings from texts that came with the input."""

from lbpolicy.formats.escape import visible
from lbpolicy.model import Json

MESSAGE_ID = "default"
MESSAGE = "Asset '{0}': '{1}'."
"""The message string of every rule: asset and what was found, both quoted, with a full stop."""
_ASSET_SHARE = 3
"""Where room is short, the asset's name may take a third of it."""


def build_message(asset: str, found: str, limit: int = 0) -> dict[str, Json]:
    """Return a message by id and arguments, and as the same text for viewers that show nothing else.

    `limit`: characters of that text, 0 for no limit.
    """
    first, second = _unlinked(visible(asset)), _unlinked(visible(found))
    if limit:
        first = _shortened(first, limit // _ASSET_SHARE)
        frame = len(MESSAGE) - len("{0}{1}")
        second = _shortened(second, limit - frame - len(_literal(first)))
    text = MESSAGE.format(_literal(first), _literal(second))
    return {"id": MESSAGE_ID, "arguments": [first, second], "text": text}


def plain_message(text: str) -> dict[str, Json]:
    """Return a message that has no placeholders, whatever the text holds."""
    return {"text": _literal(_unlinked(visible(text)))}


def sentence(text: str, limit: int = 0) -> str:
    """Return the text with its white space folded and a full stop at its end; no longer than the limit."""
    text = " ".join(text.split())
    text = text if text.endswith((".", "!", "?")) else text + "."
    return text if not limit or len(text) <= limit else text[: limit - 3].rstrip() + "..."


def _shortened(text: str, limit: int) -> str:
    """Cut a text so that it has no more characters than the limit, even once its braces are doubled."""
    if len(_literal(text)) <= limit:
        return text
    text = text[: limit - 3]
    while len(_literal(text)) > limit - 3:
        text = text[:-1]
    return text + "..."


def _literal(text: str) -> str:
    """Double the braces, as SARIF 3.11.5 demands outside placeholders: {0} in a name is not an argument."""
    return text.replace("{", "{{").replace("}", "}}")


def _unlinked(text: str) -> str:
    """Take SARIF's embedded links (3.11.6) apart: [text](target) from the input must not lead anywhere."""
    return text.replace("](", "] (")
