// What findings can be filtered by. `of` gives the values of a finding; `order` and `names` are for the eye.
const baselineOf = (record) => (record.t === "gone" ? (record.w === "by-plan" ? "" : record.w) : record.b || "");
const facets = {
  severity: { title: "Severity", of: (r) => [r.s], order: SEVERITIES, icons: true },
  status: { title: "Status", of: (r) => [r.t], order: Object.keys(STATUSES), names: STATUSES },
  waived: { title: "Waiver", of: (r) => [r.v ? "yes" : "no"], order: ["no", "yes"], names: { yes: "waived", no: "not waived" } },
  baseline: {
    title: "Since the baseline", of: (r) => [baselineOf(r)], names: GONE,
    order: ["new", "updated", "unchanged", "fixed", "removed", "not-judged"],
  },
  change: { title: "The plan", of: (r) => [r.c || ""], order: ["introduced", "kept", "fixed"] },
  project: { title: "Project", of: (r) => [r.p || ""] },
  rule: { title: "Rule", of: (r) => [r.r], wide: true },
  at: { title: "Place in a picture", of: (r) => r.h || [], hidden: true },
  asset: { title: "Asset", of: (r) => [r.a], hidden: true },
};
const MOST_VALUES = 8; // of a facet that are shown before somebody asks for more
const unfolded = new Set();

const passes = (record, name) => {
  const chosen = state.chosen.get(name);
  return !chosen || !chosen.size || facets[name].of(record).some((value) => chosen.has(value));
};

// Filters all findings. For each facet it counts the values among those that every other filter lets pass.
function filtered() {
  const wordList = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const counts = Object.fromEntries(Object.keys(facets).map((name) => [name, new Map()]));
  const active = Object.keys(facets).filter((name) => state.chosen.get(name)?.size);
  const shown = Object.keys(facets).filter((name) => !facets[name].hidden);
  const found = [];
  for (const record of records) {
    if (wordList.length) {
      const text = searched(record);
      if (!wordList.every((word) => text.includes(word))) continue;
    }
    let failed = "";
    let failures = 0;
    for (const name of active) {
      if (!passes(record, name)) {
        failed = name;
        if (++failures > 1) break;
      }
    }
    if (failures > 1) continue;
    if (!failures) found.push(record);
    for (const name of failures ? [failed] : shown) {
      const tally = counts[name];
      for (const value of facets[name].of(record)) tally.set(value, (tally.get(value) || 0) + 1);
    }
  }
  return { found, counts };
}

function facetValues(name, tally) {
  const chosen = state.chosen.get(name) || new Set();
  const { order } = facets[name];
  const values = new Set([...tally.keys(), ...chosen]);
  values.delete("");
  const rank = (value) => order.indexOf(value);
  return [...values].sort((a, b) => (order
    ? rank(a) - rank(b)
    : (tally.get(b) || 0) - (tally.get(a) || 0) || (a < b ? -1 : 1)));
}

function facetElement(name, tally, onChange) {
  const facet = facets[name];
  const values = facetValues(name, tally);
  const chosen = state.chosen.get(name) || new Set();
  if (values.length < 2 && !chosen.size) return null;
  const shown = values.filter((value, place) => unfolded.has(name) || place < MOST_VALUES || chosen.has(value));
  const entries = shown.map((value) => {
    const box = h("input", {
      type: "checkbox", checked: chosen.has(value), "data-facet": name, "data-value": value,
      onchange: () => { toggle(name, value); onChange(); },
    });
    const label = facet.names?.[value] || value;
    return h("label", { class: tally.get(value) ? "" : "none", title: facet.wide ? ruleTitle(value) : null },
      box, facet.icons ? icon(value) : null, h("span", { class: "value" }, label),
      facet.wide ? h("span", { class: "of" }, ruleTitle(value)) : null,
      h("span", { class: "tally" }, number(tally.get(value) || 0)));
  });
  if (values.length > shown.length) {
    entries.push(h("button", {
      type: "button", class: "quiet", onclick: () => { unfolded.add(name); onChange(name); },
    }, `${number(values.length - shown.length)} more`));
  }
  return h("fieldset", { class: "facet", id: `facet-${name}` }, h("legend", {}, facet.title), entries);
}

function ruleTitle(id) {
  return Object.values(rules[id]?.kinds || {})[0]?.[0] || "";
}

function toggle(name, value) {
  const chosen = new Set(state.chosen.get(name));
  if (!chosen.delete(value)) chosen.add(value);
  state.chosen.set(name, chosen);
  state.page = 1;
}

// The filters in force, each of which a click takes away.
function chosenElements(onChange) {
  const chips = [];
  for (const [name, values] of state.chosen) {
    for (const value of values) {
      const label = name === "at" ? "one place in a picture" : facets[name].names?.[value] || value;
      chips.push(h("button", {
        type: "button", class: "chip", "aria-label": `Remove the filter ${facets[name].title}: ${label}`,
        onclick: () => { toggle(name, value); onChange(); },
      }, `${facets[name].title}: ${label}`, h("span", { "aria-hidden": "true" }, " \u00d7")));
    }
  }
  if (chips.length || state.q) {
    chips.push(h("button", {
      type: "button", class: "quiet", id: "clear", onclick: () => { clearFilters(); onChange(); },
    }, "Clear all"));
  }
  return chips;
}

function clearFilters() {
  state.chosen = new Map();
  state.q = "";
  state.page = 1;
}
