"""On which ports the groups behind a backend service serve, and which ports its health checks probe."""

from collections.abc import Sequence
from dataclasses import dataclass

from lbpolicy.inventory.store import Stored
from lbpolicy.inventory.types import HTTP_HEALTH_CHECK, HTTPS_HEALTH_CHECK, INSTANCE_GROUP
from lbpolicy.model import Json

DEFAULT_PORT_NAME = "http"
"""The named port of a backend service that names none (Google's guide to backend services, named ports)."""

_DEFAULT_PORTS: dict[str, int | None] = {
    # Port of a health check that names none (API reference, HealthCheck).
    "grpcHealthCheck": None,
    "grpcTlsHealthCheck": None,
    "httpHealthCheck": 80,
    "tcpHealthCheck": 80,
    "httpsHealthCheck": 443,
    "http2HealthCheck": 443,
    "sslHealthCheck": 443,
}
_LEGACY_PORTS = {HTTP_HEALTH_CHECK.name: 80, HTTPS_HEALTH_CHECK.name: 443}
_ASKED = frozenset({"port", "portName", "portSpecification"})
_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Ports:
    """The TCP ports on which one group must be reached; each list is sorted."""

    serving: list[int]
    """Where it answers requests; empty when that is not known."""
    probed: list[int]
    """What the health checks probe, serving ports too; empty when that is not known, or there is no check."""
    doubt: str
    """Sentences that say which of them is not known, and why; empty when both are."""

    @property
    def all(self) -> list[int]:
        """Both, sorted."""
        return sorted({*self.serving, *self.probed})


def ports_of(service: Stored, group: Stored, checks: Sequence[Stored | None]) -> Ports:
    """Return the ports of an instance group or zonal NEG behind a backend service.

    `checks` are the health checks of the service, None for one outside the inventory. Endpoints of a NEG may
    have ports of their own, which no export holds: its default port stands for them.
    """
    serving = _serving(service, group)
    doubts = [] if serving else ["It is not known on which port the group serves."]
    probes = [None if check is None else _probed(check, group, serving) for check in checks]
    if None in checks:
        doubts.append("A health check is not in the inventory, so that the port it probes is not known.")
    elif None in probes:
        doubts.append("It is not known which port a health check probes.")
    elif not checks and any(pointer.startswith("/healthChecks") for pointer in service.unknown):
        doubts.append("The plan does not know the health check yet, so that the port it probes is not known.")
    probed = {port for ports in probes for port in ports or ()}
    return Ports(serving, [] if None in probes else sorted(probed), " ".join(doubts))


def _serving(service: Stored, group: Stored) -> list[int]:
    if group.type is not INSTANCE_GROUP:
        return _readable([group.resource.get("defaultPort")])
    if "/portName" in service.unknown:
        return []
    return _named(group.resource, service.resource.get("portName", DEFAULT_PORT_NAME))


def _probed(check: Stored, group: Stored, serving: list[int]) -> list[int] | None:
    """Return the ports that a health check probes; None when that is not known."""
    if check.type.name in _LEGACY_PORTS:
        port = check.resource.get("port", _LEGACY_PORTS[check.type.name])
        return None if "/port" in check.unknown else _readable([port]) or None
    found: list[int] = []
    for name, default in _DEFAULT_PORTS.items():
        settings = check.resource.get(name)
        if isinstance(settings, dict):
            open_later = any(f"/{name}/{attribute}" in check.unknown for attribute in _ASKED)
            found += [] if open_later else _probed_by(settings, default, group, serving)
    return found or None


def _probed_by(
    settings: dict[str, Json], default: int | None, group: Stored, serving: list[int]
) -> list[int]:
    by_name = "portName" in settings and "port" not in settings
    kind = settings.get("portSpecification", "USE_NAMED_PORT" if by_name else "USE_FIXED_PORT")
    if kind == "USE_FIXED_PORT":
        return _readable([settings.get("port", default)])
    if kind == "USE_SERVING_PORT":
        return serving
    return _named(group.resource, settings.get("portName")) if kind == "USE_NAMED_PORT" else []


def _named(group: dict[str, Json], name: Json) -> list[int]:
    named = group.get("namedPorts")
    ports = [p for p in named if isinstance(p, dict)] if isinstance(named, list) else []
    return _readable([port.get("port") for port in ports if port.get("name") == name])


def _readable(values: list[Json]) -> list[int]:
    """Return those of the values that are TCP ports, sorted and each once."""
    return sorted({value for value in values if type(value) is int and 0 < value <= _LAST_PORT})
