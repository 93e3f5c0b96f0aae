"""Where policies, schemas and bundles are: inside the installed package, or beside it in a checkout."""

from functools import cache
from pathlib import Path


@cache
def folder(name: str) -> Path:
    """Return the folder `name` ("policies", "schemas" or "bundles").

    A wheel carries the folders inside the package; an editable install finds them beside it.
    """
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
