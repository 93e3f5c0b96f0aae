"""Policies: folders of Rego, bundles and configuration in, the set of rules in force out."""

from lbpolicy.policy.bundles import Bundle, bundle_names, load_bundle
from lbpolicy.policy.config import Config, load_config
from lbpolicy.policy.families import FAMILIES, Family, family_of
from lbpolicy.policy.loader import DEFAULT_BUNDLE, load
from lbpolicy.policy.settings import RuleSettings
from lbpolicy.policy.waivers import WaiverFile, load_waivers
from lbpolicy.policy.waivers_added import added_waiver

__all__ = [
    "DEFAULT_BUNDLE",
    "FAMILIES",
    "Bundle",
    "Config",
    "Family",
    "RuleSettings",
    "WaiverFile",
    "added_waiver",
    "bundle_names",
    "family_of",
    "load",
    "load_bundle",
    "load_config",
    "load_waivers",
]
