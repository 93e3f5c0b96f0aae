"""Rules in the words of Security Command Center."""

import re
from collections.abc import Mapping

from lbpolicy.model import Json, Rule, Severity

SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "CRITICAL",
    Severity.HIGH: "HIGH",
    Severity.MEDIUM: "MEDIUM",
    Severity.LOW: "LOW",
    Severity.INFO: "LOW",  # it has nothing below LOW
}

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
"""A word of a name in Pascal case: IAP, With, tls, 12."""
_VERSION = re.compile(
    r"(?P<standard>.*?\S)(?::|\s+v?)(?P<version>(?:Rev\. ?)?\d+(?:\.\d+)+|(?<=:)\d{4}|Rev\. ?\d+)"
)
"""A framework that ends with its version: PCI DSS 4.0.1, ISO/IEC 27001:2022, NIST SP 800-53 Rev. 5."""


def category(rule: Rule) -> str:
    """Return a rule's name as a category: IapWithCdn becomes IAP_WITH_CDN."""
    words: list[str] = []
    for word in _WORD.findall(rule.name):
        if word.isdigit() and words:
            words[-1] += word  # TLS12, not TLS_12
        else:
            words.append(word.upper())
    return "_".join(words) or rule.id


def compliances(rule: Rule) -> list[dict[str, Json]]:
    """Return the controls that a rule checks: standard, version where the name ends with one, ids."""
    found = []
    for framework in sorted(rule.frameworks):
        part: dict[str, Json] = {"standard": framework, "ids": list(rule.frameworks[framework])}
        match = _VERSION.fullmatch(framework)
        if match:
            part |= {"standard": match["standard"], "version": match["version"]}
        found.append(part)
    return found
