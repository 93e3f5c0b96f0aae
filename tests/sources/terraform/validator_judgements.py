"""Where our assets differ from those that Google's own converter makes of the same plans, each judged.

The fixtures are those of terraform-validator: 19 pairs of a plan and the assets that Google expects of it.
"""

import re
from typing import NamedTuple


class Judgement(NamedTuple):
    """A difference, and who is right."""

    fixture: str
    """Pattern of the fixture's name."""
    where: str
    """Pattern of the place: TYPE for a whole asset, TYPE/pointer for an attribute, TYPE name, TYPE policy."""
    verdict: str
    """ "same": two ways to write one thing. "ours": Google's converter is wrong or says less. "not read": no
    rule of ours needs it."""
    reason: str


_FIREWALL = "compute.googleapis.com/Firewall"
_RUN = "run.googleapis.com/Service"
_BUCKET = "storage.googleapis.com/Bucket"

JUDGEMENTS = (
    Judgement(
        "example_(compute_target_https_proxy|cloud_run_service_iam_.*)|full_compute_firewall",
        ".* name",
        "same",
        "the project was given beside the plan when the pair was made; the plan has another one, or none",
    ),
    Judgement(
        ".*",
        ".*/(network|sslPolicy|urlMap|sslCertificates)",
        "same",
        "a reference as a full resource name, where Google has a partial path",
    ),
    Judgement(
        ".*",
        ".*/region",
        "ours",
        "projects/P/global/regions/R, which is no path of the API; ours is the region",
    ),
    Judgement(".*", f"{_FIREWALL}/(allowed|denied|.*ServiceAccounts)", "same", "a set, in another order"),
    Judgement(".*_ssl_policy", ".*/customFeatures", "same", "a set, in another order"),
    Judgement(".*", f"{_FIREWALL}/disabled", "same", "false is the default of the API"),
    Judgement(
        ".*", f"{_FIREWALL}/logConfig/enable", "not read", "the provider's default; logs let nothing pass"
    ),
    Judgement(".*_global_address", ".*/addressType", "same", "EXTERNAL is the default of the API"),
    Judgement(
        ".*_compute_address",
        "compute.googleapis.com/Address/subnetwork",
        "ours",
        "Google's converter drops what the plan does not know; the configuration says which one it is",
    ),
    Judgement(
        ".*", f"{_RUN}/(apiVersion|kind|metadata/.*|name)", "same", "Knative; ours has the shape of run v2"
    ),
    Judgement(".*", f"{_RUN}/spec/.*", "not read", "containers, which hold secrets, and revisions"),
    Judgement(
        "example_cloud_run_(mapping|service)",
        f"{_RUN} policy",
        "ours",
        "the plan makes the service, so it is known that nobody may call it",
    ),
    Judgement(".*", f"{_BUCKET}/project", "ours", "no attribute of the API, which has projectNumber"),
    Judgement(
        ".*", f"{_BUCKET}/lifecycle/rule", "same", "no rules; and isLive, which Google's converter drops"
    ),
    Judgement(
        "example_storage_bucket",
        f"{_BUCKET}/iamConfiguration/uniformBucketLevelAccess/enabled",
        "ours",
        "not known in the plan: an organization policy may switch it on. Google's converter says false",
    ),
    Judgement(
        "full_storage_bucket",
        f"{_BUCKET}/retentionPolicy/retentionPeriod",
        "same",
        "int64 is text in the API's JSON; numbers and texts are alike to the inventory",
    ),
    Judgement(
        "full_storage_bucket",
        f"{_BUCKET}/retentionPolicy/isLocked",
        "ours",
        "the plan locks the policy; Google's converter drops that",
    ),
    Judgement(
        ".*_random_suffix",
        f"{_BUCKET}",
        "ours",
        "Google's converter makes up random names, another one for the bucket than for its policy",
    ),
    Judgement(
        ".*",
        "(run.googleapis.com/DomainMapping|compute.googleapis.com/(Subnetwork|TargetSslProxy))",
        "not read",
        "no rule looks at assets of this type; others refer to them by name all the same",
    ),
)


def judge(fixture: str, where: str) -> Judgement | None:
    """Return the judgement of a difference."""
    for judgement in JUDGEMENTS:
        if re.fullmatch(judgement.fixture, fixture) and re.fullmatch(judgement.where, where):
            return judgement
    return None
