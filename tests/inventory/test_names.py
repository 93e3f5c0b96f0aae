"""Names: every spelling of a reference means one full resource name; what is no reference means none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lbpolicy.inventory.names import full_name, place, with_project

BASE = "//compute.googleapis.com/projects/p/regions/europe-west1/backendServices/web"
MAPS = "//certificatemanager.googleapis.com/projects/p/locations/global/certificateMaps"
WEB = "//compute.googleapis.com/projects/p/global/backendServices/web"


@pytest.mark.parametrize(
    "spelling",
    [
        WEB,
        "https://www.googleapis.com/compute/v1/projects/p/global/backendServices/web",
        "http://www.googleapis.com/compute/v1/projects/p/global/backendServices/web",
        "https://www.googleapis.com/compute/beta/projects/p/global/backendServices/web",
        "https://www.googleapis.com/compute/alpha/projects/p/global/backendServices/web",
        "HTTPS://WWW.GoogleApis.com/Compute/v1/projects/p/global/backendServices/web",
        "https://compute.googleapis.com/compute/v1/projects/p/global/backendServices/web",
        "https://compute.googleapis.com/compute/beta/projects/p/global/backendServices/web",
        "https://compute.googleapis.com/compute/projects/p/global/backendServices/web".replace(
            "/compute/p", "/p"
        ),
        "https://compute.mtls.googleapis.com/compute/v1/projects/p/global/backendServices/web",
        "//compute.googleapis.com/compute/v1/projects/p/global/backendServices/web",
        "//www.googleapis.com/compute/v1/projects/p/global/backendServices/web",
        "//Compute.googleapis.com/projects/p/global/backendServices/web",
        "projects/p/global/backendServices/web",
        "/projects/p/global/backendServices/web",
        "compute/v1/projects/p/global/backendServices/web",
        "v1/projects/p/global/backendServices/web",
        "global/backendServices/web",
        "/global/backendServices/web",
        "  projects/p/global/backendServices/web\n",
        "projects/p/global/backendServices/web/",
        "https://www.googleapis.com/compute/v1/projects/p/global/backendServices/web//",
    ],
)
def test_spellings_of_one_resource(spelling: str) -> None:
    assert full_name(spelling, BASE) == WEB


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        (
            "projects/1041/zones/z/instanceGroups/g",
            "//compute.googleapis.com/projects/1041/zones/z/instanceGroups/g",
        ),
        (
            "https://www.googleapis.com/compute/v1/projects/example.com:prod/global/networks/n",
            "//compute.googleapis.com/projects/example.com:prod/global/networks/n",
        ),
        (
            "projects/p/locations/global/certificates/c",
            "//certificatemanager.googleapis.com/projects/p/locations/global/certificates/c",
        ),
        (
            "https://certificatemanager.googleapis.com/v1/projects/p/locations/global/certificateMaps/m",
            f"{MAPS}/m",
        ),
        (
            "projects/p/locations/global/certificateMaps/m/certificateMapEntries/e",
            f"{MAPS}/m/certificateMapEntries/e",
        ),
        (
            "projects/p/global/sslCertificates/c",
            "//compute.googleapis.com/projects/p/global/sslCertificates/c",
        ),
        ("zones/z/instanceGroups/g", "//compute.googleapis.com/projects/p/zones/z/instanceGroups/g"),
        ("regions/r/healthChecks/h", "//compute.googleapis.com/projects/p/regions/r/healthChecks/h"),
        (
            "https://www.googleapis.com/compute/v1/locations/global/firewallPolicies/12",
            "//compute.googleapis.com/locations/global/firewallPolicies/12",
        ),
        ("//storage.googleapis.com/v1-bucket", "//storage.googleapis.com/v1-bucket"),
        # A project, region or name that looks like a version is none.
        ("projects/v1beta1/global/urlMaps/v1", "//compute.googleapis.com/projects/v1beta1/global/urlMaps/v1"),
        (
            "https://compute.googleapis.com/projects/v2prod/global/urlMaps/beta",
            "//compute.googleapis.com/projects/v2prod/global/urlMaps/beta",
        ),
        ("folders/4", "//compute.googleapis.com/folders/4"),
        ("https://example.com/projects/p/global/urlMaps/m", "//example.com/projects/p/global/urlMaps/m"),
    ],
)
def test_what_a_reference_means(reference: str, name: str) -> None:
    assert full_name(reference, BASE) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "/",
        "//",
        "///",
        "web",
        "all-apis",
        "10.0.0.1",
        "projects",
        "projects/",
        "projects//global/urlMaps/m",
        "projects/p/global//m",
        "https://www.googleapis.com/",
        "https://www.googleapis.com/compute",
        "https://www.googleapis.com//projects/p",
        "https://user@compute.googleapis.com/compute/v1/projects/p/global/urlMaps/m",
        "https://compute.googleapis.com:443/compute/v1/projects/p/global/urlMaps/m",
        "ftp://compute.googleapis.com/projects/p/global/urlMaps/m",
        "projects/p/global/urlMaps/m?alt=json",
        "projects/p/global/urlMaps/m#x",
        "projects/p/global/urlMaps/a b",
        "projects/p/global/urlMaps/a\nb",
        "projects/p/global/urlMaps/a\0b",
        "javascript:alert(1)",
        "${google_compute_url_map.web.id}",
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert full_name(text, BASE) == ""


@pytest.mark.parametrize(
    "base", ["", "//storage.googleapis.com/bucket", "//compute.googleapis.com/locations/x"]
)
def test_a_partial_path_needs_a_project(base: str) -> None:
    assert full_name("global/healthChecks/hc", base) == ""


@pytest.mark.parametrize(
    ("name", "where"),
    [
        (WEB, ("p", "global", "global")),
        (BASE, ("p", "europe-west1", "regional")),
        (
            "//compute.googleapis.com/projects/1041/zones/us-east1-b/instanceGroups/g",
            ("1041", "us-east1-b", "zonal"),
        ),
        (
            "//run.googleapis.com/projects/p/locations/europe-west1/services/app",
            ("p", "europe-west1", "regional"),
        ),
        (
            "//certificatemanager.googleapis.com/projects/p/locations/global/certificates/c",
            ("p", "global", "global"),
        ),
        (
            "//compute.googleapis.com/projects/example.com:x/global/urlMaps/m",
            ("example.com:x", "global", "global"),
        ),
        ("//storage.googleapis.com/bucket", ("", "global", "global")),
        ("//cloudresourcemanager.googleapis.com/folders/4", ("", "global", "global")),
        ("//compute.googleapis.com/projects/p/zones/global/instanceGroups/g", ("p", "global", "global")),
        ("module.web.google_compute_url_map.this", ("", "global", "global")),
        ("", ("", "global", "global")),
    ],
)
def test_place(name: str, where: tuple[str, str, str]) -> None:
    found = place(name)
    assert (found.project, found.location, found.scope) == where


def test_with_project() -> None:
    assert (
        with_project("//x/projects/1041/global/projects/1041", "p") == "//x/projects/p/global/projects/1041"
    )
    assert with_project("//x/projects/1041", r"\1") == r"//x/projects/\1"
    assert with_project("//storage.googleapis.com/bucket", "p") == "//storage.googleapis.com/bucket"


@given(st.text(), st.sampled_from(["", BASE]))
def test_any_text_gives_a_full_name_or_none(text: str, base: str) -> None:
    name = full_name(text, base)
    assert name == "" or name.startswith("//")
    assert full_name(name, base) == name
    assert (place(name).scope == "global") == (place(name).location == "global")


@given(
    st.lists(st.sampled_from(["https://", "//", "www.googleapis.com", "/", "projects", "p", "global", "v1"]))
)
def test_pieces_of_names_give_a_name_that_stays(pieces: list[str]) -> None:
    name = full_name("".join(pieces), BASE)
    assert full_name(name, BASE) == name
    assert "//" not in name.removeprefix("//")
