"""External HTTP(S) load balancers as Cloud Asset Inventory shows them, built record by record.

`CLEAN` holds one of each kind that the architecture knows; none of them has a fault.
"""

from collections.abc import Callable, Mapping

from examples.architectures import origins, stacks
from examples.architectures.records import Record

CLEAN: Mapping[str, Callable[[], list[Record]]] = {
    stack.__name__: stack
    for stack in (
        stacks.serverless_iap,
        stacks.vm_two_regions,
        stacks.content_based_bucket,
        stacks.standard_tier,
        stacks.regional_external_managed,
        stacks.redirect_only,
        stacks.internal_tiers,
        stacks.grpc_http2,
        origins.external_origin,
        origins.hybrid,
    )
}
"""Name of the architecture -> what builds its records, without the project itself."""
