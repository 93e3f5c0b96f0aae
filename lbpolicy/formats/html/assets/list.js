// The list of findings: filtered, in pages, findings of one rule together.
const PAGE = 50;
const PRINTED = 1000; // findings that a printout holds; more are a matter for the other formats
let current = []; // what the filters let pass

function groupsOf(found) {
  const groups = [];
  for (const record of found) {
    const key = [record.t, record.s, record.r, record.k, Boolean(record.v), record.w].join(" ");
    if (groups.at(-1)?.key !== key) groups.push({ key, members: [] });
    groups.at(-1).members.push(record);
  }
  return groups;
}

function groupElement({ members }, opened) {
  const [first] = members;
  const look = lookOf(first);
  const many = members.length > 1 ? h("span", { class: "tally" }, number(members.length)) : null;
  return h("section", { class: "group" },
    h("h3", {}, icon(look), say(`${look}: `), h("a", { class: "id", href: `#rule-${first.r}` }, first.r),
      h("span", {}, ruleOf(first).title), first.v ? chip("waived") : first.t === "fail" ? null : chip(STATUSES[first.t]), many),
    members.map((record) => findingElement(record, opened === true || record === opened)));
}

function fillList(shown, opened) {
  const nothing = records.length ? "No finding passes these filters." : "There are no findings.";
  const groups = groupsOf(shown).map((group) => groupElement(group, opened));
  byId("list").replaceChildren(...(groups.length ? groups : [h("p", { class: "empty" }, nothing)]));
}

function showList(opened) {
  const pages = Math.max(1, Math.ceil(current.length / PAGE));
  state.page = Math.min(state.page, pages);
  const start = (state.page - 1) * PAGE;
  const shown = current.slice(start, start + PAGE);
  fillList(shown, opened);
  const range = pages > 1 ? `${number(start + 1)}\u2013${number(start + shown.length)} of ` : "";
  const whole = current.length === records.length ? "" : ` of ${number(records.length)}`;
  byId("count").textContent = range + plural(current.length, "entry", "entries") + whole;
  byId("pager").replaceChildren(...(pages > 1 ? pagerElements(pages) : []));
}

function pagerElements(pages) {
  const turn = (by, label) => h("button", {
    type: "button", disabled: state.page + by < 1 || state.page + by > pages, onclick: () => {
      state.page += by;
      writeState();
      showList();
      byId("list").scrollIntoView();
    },
  }, label);
  return [turn(-1, "Previous"), h("span", {}, `Page ${number(state.page)} of ${number(pages)}`), turn(1, "Next")];
}

// Filters again and shows everything anew; the keyboard stays where it was.
function refresh(unfoldedFacet) {
  const { found, counts } = filtered();
  current = found;
  const before = document.activeElement;
  const at = before?.dataset?.facet ? [before.dataset.facet, before.dataset.value] : null;
  const box = byId("facets");
  const folded = h("details", { class: "fold", open: box.firstElementChild ? box.firstElementChild.open : wide.matches },
    h("summary", {}, "Filters"));
  for (const name of Object.keys(facets)) {
    const element = facets[name].hidden ? null : facetElement(name, counts[name], (unfold) => changed(unfold));
    if (element) folded.append(element);
  }
  box.replaceChildren(folded);
  byId("chosen").replaceChildren(...chosenElements(() => changed()));
  showList();
  if (at) {
    for (const input of box.querySelectorAll("input")) {
      if (input.dataset.facet === at[0] && input.dataset.value === at[1]) input.focus();
    }
  }
  if (unfoldedFacet) byId(`facet-${unfoldedFacet}`)?.querySelectorAll("input")[MOST_VALUES]?.focus();
}

const wide = matchMedia("(min-width: 62rem)");

function changed(unfold) {
  if (byId("search").value !== state.q) byId("search").value = state.q;
  writeState();
  refresh(unfold);
}

// Leads to a finding: on its page, open, in sight. Filters that hide it are taken away.
function revealFinding(id) {
  const record = records[numbers.get(id)];
  if (!record) return false;
  let place = current.indexOf(record);
  if (place < 0) {
    clearFilters();
    byId("search").value = "";
    refresh();
    place = current.indexOf(record);
  }
  state.page = Math.floor(place / PAGE) + 1;
  showList(record);
  const element = byId(`finding-${id}`);
  element.scrollIntoView({ block: "center" });
  element.classList.add("target");
  element.firstElementChild.focus({ preventScroll: true });
  return true;
}

function showAllForPrint() {
  const printed = current.slice(0, PRINTED);
  fillList(printed, true);
  const more = current.length - printed.length;
  if (more > 0) byId("list").append(h("p", { class: "empty" }, `Not printed: ${plural(more, "further finding")}. Filter before printing, or use the JSON or CSV report.`));
}
