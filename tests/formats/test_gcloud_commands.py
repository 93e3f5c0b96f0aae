import shlex
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import API, HOSTILE_TEXTS, WEB

from lbpolicy.formats.remediation import gcloud_command, generic_command
from lbpolicy.model import AssetRef

TEMPLATE = "gcloud compute things update {name} {scope} --project={project}"


@pytest.mark.parametrize(
    ("asset", "command"),
    [
        (WEB, "gcloud compute things update web --global --project=acme-prod"),
        (API, "gcloud compute things update api --region=us-central1 --project=acme-prod"),
        (
            AssetRef(
                "//compute.googleapis.com/projects/example.com:p/zones/us-east1-b/networkEndpointGroups/n",
                "compute.googleapis.com/NetworkEndpointGroup",
                "example.com:p",
                "us-east1-b",
            ),
            "gcloud compute things update n --zone=us-east1-b --project=example.com:p",
        ),
        (
            AssetRef(
                "//run.googleapis.com/projects/p/locations/europe-west1/services/s", "", "p", "europe-west1"
            ),
            "gcloud compute things update s --region=europe-west1 --project=p",
        ),
        (replace(WEB, project="", location=""), "gcloud compute things update web SCOPE --project=PROJECT"),
    ],
)
def test_the_assets_own_names_are_filled_in(asset: AssetRef, command: str) -> None:
    assert gcloud_command(TEMPLATE, asset) == command


def test_other_braces_are_left_alone() -> None:
    assert (
        gcloud_command("x --format='value({id})' {other} {location}", WEB)
        == "x --format='value({id})' {other} global"
    )


def test_a_value_is_never_filled_in_twice() -> None:
    asset = replace(WEB, project="{name}")
    assert gcloud_command("x {project}", asset) == "x '{name}'"


@given(st.text(alphabet=st.characters()), st.text(alphabet=st.characters()))
def test_a_hostile_name_stays_one_harmless_word(name: str, project: str) -> None:
    asset = AssetRef("//x/" + name, "t", project, project)
    words = shlex.split(gcloud_command(TEMPLATE, asset))
    assert len(words) == 7
    assert words[4] == "NAME" or (not words[4].startswith("-") and words[4] == asset.short_name)
    assert words[6] in {"--project=PROJECT", f"--project={project}"}
    assert all(word.isprintable() for word in words)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_nothing_that_needs_quotes_goes_between_a_templates_quotes(text: str) -> None:
    asset = replace(WEB, name="//x/" + text)
    command = gcloud_command('x --filter="name={name}"', asset)
    assert command in {'x --filter="name=NAME"', f'x --filter="name={asset.short_name}"'}
    assert not set(command.removeprefix('x --filter="').removesuffix('"')) & set("$`\"'\\ ()")


def test_a_name_that_reads_as_an_option_or_is_too_long_is_left_to_the_reader() -> None:
    assert gcloud_command("x {name}", replace(WEB, name="//x/--flags-file=y")) == "x NAME"
    assert gcloud_command("x {name}", replace(WEB, name="//x/" + "y" * 256)) == "x NAME"


def test_a_rules_page_shows_words_in_capitals() -> None:
    assert generic_command(TEMPLATE) == "gcloud compute things update NAME SCOPE --project=PROJECT"
