"""Whatever JSON the resource of an asset holds, nothing is raised and every subject follows its schema."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inventory_records import (
    REGION,
    WORLD,
    asset,
    compute,
    inventory,
    policy,
    run_service,
    serverless,
    subjects,
    violations,
)

from lbpolicy.inventory.types import TYPES
from lbpolicy.model import Asset, Level, Notification
