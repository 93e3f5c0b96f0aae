"""On which ports the groups behind a backend service serve, and which ports its health checks probe."""

from collections.abc import Sequence
from dataclasses import dataclass

from lbpolicy.inventory.store import Stored
from lbpolicy.inventory.types import HTTP_HEALTH_CHECK, HTTPS_HEALTH_CHECK, INSTANCE_GROUP
from lbpolicy.model import Json

DEFAULT_PORT_NAME = "http"
"""Google fills it in where a backend service names no port: exports show it."""

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
    """Where it answers requests; empty when that is not known, or when it has no port of the name (LB421)."""
    probed: list[int]
    """What the health checks probe, serving ports too; empty when that is not known, or there is nothing."""
    serving_doubt: str = ""
    """A sentence that says why the serving ports are not known; empty when they are."""
    probed_doubt: str = ""
    """The same of the probed ports."""

    @property
    def all(self) -> list[int]:
        """Both, sorted."""
        return sorted({*self.serving, *self.probed})

    @property
    def doubt(self) -> str:
        """Both doubts; empty when all ports are known."""
        return " ".join(filter(None, (self.serving_doubt, self.probed_doubt)))

    @property
    def unknown(self) -> list[str]:
        """Which of them are not known, by their names in the facts."""
        doubts = {"serving_ports": self.serving_doubt, "probed_ports": self.probed_doubt}
        return [name for name, doubt in doubts.items() if doubt]


def ports_of(service: Stored, group: Stored, checks: Sequence[Stored | None]) -> Ports:
    """Return the ports of an instance group or zonal NEG behind a backend service.

    `checks` are the health checks of the service, None for one outside the inventory. Endpoints of a NEG may
    have ports of their own, which no export holds: its default port stands for them.
    """
    serving = _serving(service, group)
    probes = [None if check is None else _probed(check, group, serving) for check in checks]
    doubt = ""
    if None in checks:
        doubt = "A health check is not in the inventory, so that the port it probes is not known."
    elif None in probes:
        doubt = "It is not known which port a health check probes."
    elif not checks and any(pointer.startswith("/healthChecks") for pointer in service.unknown):
        doubt = "The plan does not know the health check yet, so that the port it probes is not known."
    probed = {port for ports in probes for port in ports or ()}
    return Ports(
        serving or [],
        [] if doubt else sorted(probed),
        "It is not known on which port the group serves." if serving is None else "",
        doubt,
    )


def _serving(service: Stored, group: Stored) -> list[int] | None:
    """Return the ports on which a group serves; None when they are not known."""
    if group.type is not INSTANCE_GROUP:
        return _readable([group.resource.get("defaultPort")]) or None
    if "/portName" in service.unknown:
        return None
    return _named(group, service.resource.get("portName", DEFAULT_PORT_NAME))


def _probed(check: Stored, group: Stored, serving: list[int] | None) -> list[int] | None:
    """Return the ports that a health check probes; None when they are not known."""
    if check.type.name in _LEGACY_PORTS:
        port = check.resource.get("port", _LEGACY_PORTS[check.type.name])
        return None if "/port" in check.unknown else _readable([port]) or None
    answers = []
    for name, default in _DEFAULT_PORTS.items():
        settings = check.resource.get(name)
        if isinstance(settings, dict):
            open_later = any(f"/{name}/{attribute}" in check.unknown for attribute in _ASKED)
            answers.append(None if open_later else _probed_by(settings, default, group, serving))
    known = [ports for ports in answers if ports is not None]
    return [port for ports in known for port in ports] if known and len(known) == len(answers) else None


def _probed_by(
    settings: dict[str, Json], default: int | None, group: Stored, serving: list[int] | None
) -> list[int] | None:
    by_name = "portName" in settings and "port" not in settings
    kind = settings.get("portSpecification", "USE_NAMED_PORT" if by_name else "USE_FIXED_PORT")
    if kind == "USE_FIXED_PORT":
        return _readable([settings.get("port", default)]) or None
    if kind == "USE_SERVING_PORT":
        return serving
    return _named(group, settings.get("portName")) or None if kind == "USE_NAMED_PORT" else None


def _named(group: Stored, name: Json) -> list[int] | None:
    """Return the numbers of a named port, none where a group does not define it; None when not known."""
    named = group.resource.get("namedPorts", [])
    open_later = any(pointer.startswith("/namedPorts") for pointer in group.unknown)
    if open_later or not isinstance(named, list) or not isinstance(name, str):
        return None
    entries = [entry if isinstance(entry, dict) else {} for entry in named]
    ports = _readable([entry.get("port") for entry in entries if entry.get("name") == name])
    others = all(isinstance(entry.get("name"), str) and entry["name"] != name for entry in entries)
    return ports if ports or others else None


def _readable(values: list[Json]) -> list[int]:
    """Return those of the values that are TCP ports, sorted and each once."""
    return sorted({value for value in values if type(value) is int and 0 < value <= _LAST_PORT})
