"""Remediation commands with an asset's own names filled in, safe to paste into a shell."""

import re
import shlex

from lbpolicy.model import AssetRef

_LONGEST = 255
"""Characters of a value; Google Cloud's names are far shorter."""

_PLACEHOLDER = re.compile(r"\{(name|project|location|scope)\}")


def gcloud_command(template: str, asset: AssetRef) -> str:
    """Fill {name}, {project}, {location} and {scope} of a rule's gcloud template.

    {scope} becomes --global, --region=R or --zone=Z. Every value is quoted for the shell. One that is not
    known, that reads as an option, that does not print or holds a backslash (as what does not print does in
    a JSON report), that is longer than any name, or that would need quotes inside the template's own quotes,
    is left as a word in capitals for the reader to replace.
    """
    values = {
        "name": asset.short_name if asset.named else "",
        "project": asset.project,
        "location": asset.location,
        "scope": _scope(asset),
    }
    quoted = "'" in template or '"' in template

    def fill(match: re.Match[str]) -> str:
        key = match[1]
        value = values[key]
        safe = shlex.quote(value)
        option = value.startswith("-") and key != "scope"
        plain = value.isprintable() and "\\" not in value
        sound = value and not option and plain and len(value) <= _LONGEST
        return safe if sound and not (quoted and safe != value) else key.upper()

    return _PLACEHOLDER.sub(fill, template)


def generic_command(template: str) -> str:
    """Return the template with its placeholders as words in capitals: what a rule's page shows."""
    return _PLACEHOLDER.sub(lambda match: match[1].upper(), template)


def _scope(asset: AssetRef) -> str:
    """Return the gcloud flag that says where the asset is; empty when that is not known."""
    if asset.location == "global":
        return "--global"
    if not asset.location:
        return ""
    flag = "zone" if "/zones/" in asset.name else "region"
    return f"--{flag}={asset.location}"
