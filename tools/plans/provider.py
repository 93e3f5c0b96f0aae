"""A stand-in for the google provider: speaks Terraform's protocol 6 on a socket, and touches no cloud.

Usage: python tools/plans/provider.py SOCKET       (make_plans.py starts it, with requirements.txt installed)

Terraform's plugin protocol: https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
"""

import json
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:  # run as a script, Python sees the folder of the script alone
    sys.path.insert(0, str(ROOT))

from tools.plans import cloud, facts  # noqa: E402 - after the path is right
from tools.plans.planning import Planner, State  # noqa: E402

Message = Any
"""A message of the protocol; their classes are made at run time."""

# These are in the provider's own environment alone.
grpc, msgpack = import_module("grpc"), import_module("msgpack")
messages, service = import_module("tf.gen.tfplugin_pb2"), import_module("tf.gen.tfplugin_pb2_grpc")

_Servicer: Any = service.ProviderServicer

UNKNOWN = msgpack.ExtType(0, b"\x00")
"""How the protocol writes a value that is not known yet."""

_NESTING = {"list": "LIST", "set": "SET", "single": "SINGLE"}


class StandIn(_Servicer):  # type: ignore[misc]
    """Answers Terraform's calls by schema.json; method names are the protocol's."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._resources, self._data = schemas["resources"], schemas["data_sources"]
        for name, paths in facts.SENSITIVE.items():
            for path in paths:
                _mark_sensitive(self._resources[name], path.split("."))
        self._planner = Planner(self._resources, UNKNOWN)
        self._project: str | None = None

    def GetProviderSchema(self, _request: Message, _context: object) -> Message:  # noqa: N802
        """Say which attributes there are."""
        texts = ("credentials", "project", "region", "zone", "user_project_override", "billing_project")
        own = [messages.Schema.Attribute(name=name, type=b'"string"', optional=True) for name in texts]
        return messages.GetProviderSchema.Response(
            provider=messages.Schema(block=messages.Schema.Block(attributes=own)),
            resource_schemas={name: _schema(schema) for name, schema in self._resources.items()},
            data_source_schemas={name: _schema(schema) for name, schema in self._data.items()},
        )

    def ConfigureProvider(self, request: Message, _context: object) -> Message:  # noqa: N802
        """Take the provider's project."""
        self._project = (_decode(request.config) or {}).get("project") or self._project
        return messages.ConfigureProvider.Response()

    def PlanResourceChange(self, request: Message, _context: object) -> Message:  # noqa: N802
        """Plan one resource."""
        prior, proposed = _decode(request.prior_state), _decode(request.proposed_new_state)
        change = self._planner.plan(request.type_name, prior, proposed, self._project)
        step = messages.AttributePath.Step
        return messages.PlanResourceChange.Response(
            planned_state=_encode(change.planned),
            requires_replace=[
                messages.AttributePath(steps=[step(attribute_name=name)]) for name in change.replaced_by
            ],
            legacy_type_system=True,  # as the real provider: blocks may be unknown as a whole
        )

    def ApplyResourceChange(self, request: Message, _context: object) -> Message:  # noqa: N802
        """Pretend that the resource exists from now on."""
        planned = _decode(request.planned_state)
        state = planned and self._planner.apply(request.type_name, planned, cloud.choose)
        return messages.ApplyResourceChange.Response(new_state=_encode(state), legacy_type_system=True)

    def ReadDataSource(self, request: Message, _context: object) -> Message:  # noqa: N802
        """Answer with what is always the same of a project or network."""
        state = _decode(request.config) or {}
        state["project_id"] = state.get("project_id") or self._project
        state |= {"id": f"projects/{state['project_id']}", "number": cloud.PROJECT_NUMBER}
        known = {name: state.get(name) for name in self._data[request.type_name]["attributes"]}
        return messages.ReadDataSource.Response(state=_encode(known))

    def UpgradeResourceState(self, request: Message, _context: object) -> Message:  # noqa: N802
        """Return the state as it is: there is one version of every schema."""
        state = json.loads(request.raw_state.json)
        return messages.UpgradeResourceState.Response(upgraded_state=_encode(state))

    def ReadResource(self, request: Message, _context: object) -> Message:  # noqa: N802
        """Find the resource as it was left."""
        return messages.ReadResource.Response(new_state=request.current_state)

    def GetMetadata(self, _request: Message, _context: object) -> Message:  # noqa: N802
        """Name the types."""
        resource, data = messages.GetMetadata.ResourceMetadata, messages.GetMetadata.DataSourceMetadata
        return messages.GetMetadata.Response(
            resources=[resource(type_name=name) for name in self._resources],
            data_sources=[data(type_name=name) for name in self._data],
        )

    def GetFunctions(self, _request: Message, _context: object) -> Message:  # noqa: N802
        """Offer none."""
        return messages.GetFunctions.Response()

    def ValidateProviderConfig(self, _request: Message, _context: object) -> Message:  # noqa: N802
        """Accept everything that has the right type."""
        return messages.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, _request: Message, _context: object) -> Message:  # noqa: N802
        """Accept everything that has the right type."""
        return messages.ValidateResourceConfig.Response()

    def ValidateDataResourceConfig(self, _request: Message, _context: object) -> Message:  # noqa: N802
        """Accept everything that has the right type."""
        return messages.ValidateDataResourceConfig.Response()

    def StopProvider(self, _request: Message, _context: object) -> Message:  # noqa: N802
        """Go on: one process serves every run."""
        return messages.StopProvider.Response()


def _schema(schema: Mapping[str, Any]) -> Message:
    return messages.Schema(version=0, block=_block(schema))


def _block(schema: Mapping[str, Any]) -> Message:
    attributes = [
        messages.Schema.Attribute(
            name=name,
            type=json.dumps(kind).encode(),
            required="r" in flags,
            optional="o" in flags,
            computed="c" in flags,
            sensitive="s" in flags,
        )
        for name, (flags, kind, *_) in sorted(schema["attributes"].items())
    ]
    blocks = [
        messages.Schema.NestedBlock(
            type_name=name,
            block=_block(block),
            nesting=messages.Schema.NestedBlock.NestingMode.Value(_NESTING[block["nesting"]]),
            min_items=block.get("min", 0),
            max_items=block.get("max", 0),
        )
        for name, block in sorted(schema["blocks"].items())
    ]
    return messages.Schema.Block(attributes=attributes, block_types=blocks)


def _mark_sensitive(schema: Mapping[str, Any], path: list[str]) -> None:
    *way, last = path
    for part in way:
        schema = schema["blocks"][part]
    schema["attributes"][last][0] += "s"


def _decode(value: Message) -> State | None:
    state: State | None = msgpack.unpackb(value.msgpack, strict_map_key=False)
    return state


def _encode(state: State | None) -> Message:
    return messages.DynamicValue(msgpack=msgpack.packb(state))


def main() -> None:
    """Serve until the process is ended; say when the socket is there."""
    schemas = json.loads((Path(__file__).resolve().parent / "schema.json").read_text())
    server = grpc.server(ThreadPoolExecutor(max_workers=10))
    service.add_ProviderServicer_to_server(StandIn(schemas), server)
    server.add_insecure_port(f"unix://{sys.argv[1]}")
    server.start()
    print("ready", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
