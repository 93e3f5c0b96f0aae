"""Faults of the firewall before the servers (LB6xx)."""

from examples.architectures.backends import PORT, PROBES

from .mutation import WORLD, Mutation, Plant, put

_RULE = "allow-load-balancer"


def firewall(name: str, ranges: list[str], port: int = PORT, *, allow: bool = True, **data: object) -> Plant:
    """Add a firewall rule for the servers."""
    effect = {"allowed" if allow else "denied": [{"IPProtocol": "tcp", "ports": [str(port)]}]}
    common = {
        "direction": "INGRESS",
        "disabled": False,
        "network": WORLD.url("networks", "lb-network"),
        "priority": 1000,
        "sourceRanges": ranges,
        "targetTags": ["server"],
    }
    rule = WORLD.record("firewalls", name, **common | effect | data)
    return lambda export: export.add([rule])


_CLOSED = {("LB601", "site-backend")}

MUTATIONS = [
    *(
        Mutation(f"firewall rule for probes {what}", "vm_two_regions", put(_RULE, pointer, value), _CLOSED)
        for what, pointer, value in (
            ("switched off", "/disabled", True),
            ("for one of the two ranges", "/sourceRanges", PROBES[:1]),
            ("for a part of a range", "/sourceRanges", [PROBES[0], "35.191.0.0/17"]),
            ("for other instances", "/targetTags", ["database"]),
            ("for another port", "/allowed/0/ports", ["80"]),
            ("for another protocol", "/allowed/0/IPProtocol", "udp"),
            ("in the other direction", "/direction", "EGRESS"),
        )
    ),
    Mutation(
        "probes denied by a rule that goes before",
        "vm_two_regions",
        firewall("deny-all", ["0.0.0.0/0"], allow=False, priority=900),
        _CLOSED,
    ),
    Mutation(
        "probes of zonal NEGs without a firewall rule",
        "regional_external_managed",
        put(_RULE, "/disabled", value=True),
        {("LB601", "near-backend")},
    ),
    Mutation(
        "servers open to the internet",
        "standard_tier",
        firewall("allow-all", ["0.0.0.0/0"]),
        {("LB602", "local-backend")},
    ),
    Mutation(
        "servers open to the internet over IPv6",
        "vm_two_regions",
        firewall("allow-all-6", ["::/0"]),
        {("LB602", "site-backend")},
    ),
    Mutation(
        "endpoints open to the internet",
        "grpc_http2",
        firewall("allow-all", ["0.0.0.0/0"], targetTags=[]),
        {("LB602", "rpc-backend")},
    ),
]
