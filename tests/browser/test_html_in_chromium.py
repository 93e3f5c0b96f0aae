import re
from dataclasses import replace

import pytest
from large_reports import large_report
from plan_reports import HOME, plan_report
from playwright.sync_api import expect
from reports import WEB, broken_report, clean_report, finding, hostile_report, report, sample_report
from settled_reports import load_balancer, settled_report
from visits import Open

MARKED = "details.balancer"
ROWS = "#list details.finding"


def test_a_report_shows_what_it_comes_to(open_report: Open) -> None:
    page = open_report(sample_report()).page
    expect(page.locator("h1")).to_have_text("3 findings, 1 high")
    expect(page.locator("a.tile.medium .figure")).to_have_text("1")
    expect(page.locator(ROWS)).to_have_count(6)
    expect(page.locator("#count")).to_have_text("6 entries")
    expect(page.locator(".badge")).to_have_text("complete")
    expect(page.locator(".alarm")).to_have_count(0)


def test_an_incomplete_scan_is_loud(open_report: Open) -> None:
    page = open_report(broken_report()).page
    alarm = page.locator(".alarm")
    expect(alarm).to_be_visible()
    expect(alarm).to_contain_text("incomplete: 1 error")
    expect(alarm).to_contain_text("It cannot be read.")
    page.locator("a.badge").click()
    expect(page.locator("#scan .notices li").first).to_contain_text("unreadable-source")


def test_a_report_without_findings_says_so(open_report: Open) -> None:
    page = open_report(clean_report()).page
    expect(page.locator("h1")).to_have_text("No findings")
    expect(page.locator("#list")).to_have_text("There are no findings.")


def test_filters_narrow_the_list_and_stay_in_the_address(open_report: Open) -> None:
    visit = open_report(settled_report())
    page = visit.page
    page.get_by_role("checkbox", name="high").check()
    page.get_by_role("checkbox", name="not waived").check()
    expect(page.locator(ROWS)).to_have_count(5)
    assert page.url.endswith("#findings?severity=high&waived=no")
    visit.go("#findings?severity=high&waived=no")
    expect(page.locator(ROWS)).to_have_count(5)
    page.get_by_role("button", name=re.compile("Remove the filter Waiver")).click()
    expect(page.locator(ROWS)).to_have_count(6)
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(ROWS)).to_have_count(11)
    assert page.url.endswith("#findings")


def test_figures_lead_to_exactly_as_many_findings(open_report: Open) -> None:
    page = open_report(settled_report()).page
    links = page.locator("a.tile, a.figure-of")
    assert links.count() > 6
    for number in range(links.count()):
        link = links.nth(number)
        shown = int(re.search(r"\d+", link.inner_text())[0])
        if "status=pass" in link.get_attribute("href"):
            continue  # passes are counted, and listed only if asked for
        link.click()
        expect(page.locator(ROWS)).to_have_count(shown)


def test_search_looks_at_names_messages_and_evidence(open_report: Open) -> None:
    page = open_report(sample_report()).page
    for words, count in (("us-central1", 4), ("iap.enabled", 5), ("NO policy", 1), ("nowhere", 0)):
        page.locator("#search").fill(words)
        expect(page.locator(ROWS)).to_have_count(count)
    expect(page.locator("#list")).to_have_text("No finding passes these filters.")


def test_a_finding_opens_with_all_there_is_to_say(open_report: Open) -> None:
    page = open_report(plan_report()).page
    row = page.locator(ROWS).filter(has_text="api").first
    row.locator("summary").click()
    body = row.locator(".body")
    expect(body.get_by_role("link", name="live/lb main.tf:12")).to_have_attribute(
        "href", f"{HOME}/live/lb%20main.tf#L12"
    )
    expect(body.locator(".source pre")).to_contain_text("enable_cdn = true")
    expect(body).to_contain_text("introduced by the plan")
    expect(body.locator(".evidence")).to_contain_text("iap.enabled")
    heads = body.locator(".remedy-head span").all_inner_texts()
    assert heads == ["Terraform", "gcloud"], "what Terraform manages is mended there"
    expect(body.locator("pre.code").last).to_contain_text("--region=us-central1")


def test_a_command_is_copied(open_report: Open) -> None:
    visit = open_report(sample_report(), permissions=["clipboard-read", "clipboard-write"])
    row = visit.page.locator(ROWS).first
    row.locator("summary").click()
    row.get_by_role("button", name="Copy gcloud").click()
    expect(row.get_by_role("button", name="Copy gcloud")).to_have_text("Copied")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("gcloud compute backend-services update web --global --project=acme-prod")


def test_a_waiver_says_who_why_and_how_long(open_report: Open) -> None:
    page = open_report(settled_report(), "#findings?waived=yes").page
    expect(page.locator(ROWS)).to_have_count(3)
    page.locator(ROWS).first.locator("summary").click()
    waiver = page.locator(".waiver")
    for words in ("platform@acme.example", "2027-01-31", "Static files", "SEC-12", "lbpolicy-waivers.yaml:4"):
        expect(waiver).to_contain_text(words)


def test_a_link_leads_to_one_finding_on_any_page(open_report: Open) -> None:
    big = large_report(400)
    wanted = big.findings[333]
    page = open_report(big, f"#finding-{wanted.finding_id}").page
    row = page.locator(f"#finding-{wanted.finding_id}")
    expect(row).to_be_in_viewport()
    expect(row.locator(".body")).to_contain_text(wanted.outcome.asset.name)
    assert page.evaluate("document.activeElement.parentElement.id") == f"finding-{wanted.finding_id}"


def test_a_link_takes_away_filters_that_hide_its_finding(open_report: Open) -> None:
    visit = open_report(settled_report(), "#findings?severity=info")
    hidden = settled_report().findings[1].finding_id
    visit.page.evaluate(f"location.hash = '#finding-{hidden}'")
    expect(visit.page.locator(f"#finding-{hidden}")).to_be_in_viewport()


def test_a_link_to_a_finding_that_is_gone_says_so(open_report: Open) -> None:
    page = open_report(sample_report(), "#finding-0000").page
    expect(page.locator("#count")).to_have_text("The finding of this link is not in the report.")


def test_pages_are_turned(open_report: Open) -> None:
    page = open_report(large_report(120)).page
    expect(page.locator("#count")).to_have_text("1\u201350 of 120 entries")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#count")).to_have_text("101\u2013120 of 120 entries")
    assert page.url.endswith("#findings?page=3")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()


def test_marks_in_a_picture_lead_to_findings_and_back(open_report: Open) -> None:
    visit = open_report(settled_report(), "#balancers")
    page = visit.page
    link = page.get_by_role("link", name=re.compile("leads to Network endpoint group web; 1 finding"))
    link.locator(".line").click(force=True)
    entry = page.locator(".places li.target")
    expect(entry).to_contain_text("Backend service web \u2192 Network endpoint group web")
    entry.get_by_role("link").first.click()
    row = page.locator(ROWS + "[open]")
    expect(row).to_contain_text("The group is of another load balancer.")
    row.locator("dd a[href^='#lb-']").first.click()
    expect(page.locator(".places li.target")).to_be_in_viewport()


def test_a_picture_is_used_with_the_keyboard(open_report: Open) -> None:
    page = open_report(settled_report(), "#balancers").page
    page.locator(".scroll").first.focus()
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert re.match(r"\d: .*; \d findings?, worst: \w+", focused)
    ring = "getComputedStyle(document.activeElement.querySelector('.box, .line')).strokeWidth"
    assert page.evaluate(ring) >= "4"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.places > li')")


def test_a_picture_of_many_load_balancers_is_made_when_it_is_opened(open_report: Open) -> None:
    page = open_report(large_report(60, 40), "#balancers").page
    expect(page.locator(MARKED)).to_have_count(40)
    assert page.locator("svg.picture").count() == 3
    page.locator(MARKED).nth(7).locator("summary").first.click()
    expect(page.locator("svg.picture")).to_have_count(4)
    page.locator("#lb-search").fill("map-0031")
    expect(page.locator(f"{MARKED}:not(.hidden)")).to_have_count(1)
    page.locator("#lb-search").fill("service-00124")
    expect(page.locator(f"{MARKED}:not(.hidden)")).to_have_count(1)
    page.locator("#lb-search").fill("")
    page.locator("#lb-faulty").check()
    expect(page.locator("#lb-count")).to_have_text("40 load balancers")


def test_rules_are_linked_and_open(open_report: Open) -> None:
    page = open_report(sample_report(), "#rule-LB901").page
    expect(page.locator("#rule-LB901 .rule-body")).to_contain_text("A cache answers without asking")
    page.locator("#rule-LB901").get_by_role("link", name="Its findings").click()
    expect(page.locator(ROWS)).to_have_count(3)


def test_the_theme_is_the_systems_until_somebody_chooses(open_report: Open) -> None:
    page = open_report(sample_report(), color_scheme="dark").page
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    button = page.get_by_role("button", name="Colours: System")
    button.click()
    light = page.evaluate(paper)
    assert light != dark
    page.get_by_role("button", name="Colours: Light").click()
    assert page.evaluate(paper) == dark
    page.reload()
    expect(page.get_by_role("button", name="Colours: Dark")).to_be_visible()


def test_texts_that_mean_harm_are_text(open_report: Open) -> None:
    visit = open_report(hostile_report())
    page = visit.page
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for view in ("balancers", "rules", "scan", "findings"):
        page.locator(f"nav.views a[href='#{view}']").click()
        assert page.evaluate("document.querySelectorAll('svg script, #main script, iframe, img').length") == 0
        shown = page.locator("body").inner_text()
        assert not set(shown) & set("\u202e\u2066\u2069\u200b\u2028\x1b\x9b\x07")
    for row in page.locator(f"{ROWS} > summary").all()[:12]:
        row.click()
    assert page.locator("body").inner_text().count("<script>alert(1)</script>") > 5
    assert "\\u202eevil" in page.locator("body").inner_text()
    assert page.locator("body script:not([type])").count() == 1


def test_without_scripts_the_findings_are_a_table_and_pictures_are_there(open_report: Open) -> None:
    page = open_report(settled_report(), java_script_enabled=False).page
    assert page.locator("noscript table tbody tr").count() == 7
    assert page.locator("svg.picture").count() == 1
    assert page.locator(".places a").first.is_visible()
    assert not page.locator(".application").is_visible()
    for view in ("findings", "balancers", "rules", "scan"):
        assert page.locator(f"#{view}").is_visible()


def test_paper_has_findings_open_and_no_filters(open_report: Open) -> None:
    page = open_report(settled_report()).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(f"{ROWS}[open]")).to_have_count(11)
    assert page.locator(".mend:visible").count() == 7, "all that fails or is to be reviewed"
    for gone in (".facets", ".bar", ".views", ".theme", ".copy"):
        assert not page.locator(gone).first.is_visible(), gone
    for there in ("svg.picture", "#rules", "#scan", ".mend", ".tiles"):
        assert page.locator(there).first.is_visible(), there
    assert len(page.pdf()) > 20_000
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(f"{ROWS}[open]")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_no_width_needs_scrolling_sideways(open_report: Open, width: int) -> None:
    visit = open_report(settled_report(), viewport={"width": width, "height": 800})
    visit.page.locator(f"{ROWS} > summary").nth(1).click()
    for view in ("findings", "balancers", "rules", "scan"):
        visit.page.evaluate(f"location.hash = '#{view}'")
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert visit.page.evaluate(over) == 0, view


def test_a_missing_part_is_dashed_and_says_so(open_report: Open) -> None:
    page = open_report(settled_report(), "#balancers").page
    gone = page.locator(".picture .node.missing")
    expect(gone).to_contain_text("does not exist")
    assert gone.locator(".box").evaluate("one => getComputedStyle(one).strokeDasharray") == "6px, 4px"
    assert page.locator(".picture .node").count() == len(load_balancer().nodes)


def test_five_thousand_findings_stay_usable(open_report: Open) -> None:
    visit = open_report(large_report(5000, 60))
    page = visit.page
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert loaded < 10_000, "milliseconds; about 500 on an idle machine"
    times = page.evaluate(
        """() => ["high", "low", "high", "low"].map((value) => {
          const start = performance.now();
          document.querySelector(`input[data-value=${value}]`).click();
          document.body.getBoundingClientRect();
          return performance.now() - start;
        })"""
    )
    assert min(times) < 1000, "milliseconds; about 30 on an idle machine"
    assert page.locator(ROWS).count() == 50


def test_a_report_of_nothing_opens(open_report: Open) -> None:
    page = open_report(report((), subjects=0)).page
    expect(page.locator("h1")).to_have_text("Nothing was judged")


def test_more_findings_of_one_place_than_are_listed_are_a_link_away(open_report: Open) -> None:
    many = [finding(key=str(n), path="/protocol") for n in range(20)]
    one = replace(report([*many, finding(path="")]), load_balancers=(load_balancer(),))
    page = open_report(one, "#balancers").page
    page.get_by_role("link", name="and 9 more of LB901").click()
    expect(page.locator(ROWS)).to_have_count(21)
    page.get_by_role("button", name="Remove the filter Place in a picture").click()
    assert page.url.endswith("#findings?rule=LB901")


def test_projects_beyond_the_first_are_shown_on_demand(open_report: Open) -> None:
    projects = [replace(WEB, name=WEB.name.replace("acme", f"p{n}"), project=f"p{n}") for n in range(12)]
    page = open_report(report([finding(asset=one) for one in projects])).page
    boxes = page.locator("#facet-project input")
    expect(boxes).to_have_count(8)
    page.get_by_role("button", name="4 more").click()
    expect(boxes).to_have_count(12)
    boxes.last.check()
    expect(page.locator(ROWS)).to_have_count(1)
