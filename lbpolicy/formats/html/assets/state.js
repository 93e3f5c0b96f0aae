// What the address says after its #: a view with filters ("findings?severity=high,low&q=web&page=2"), or a
// finding, load balancer, place in a picture, or rule by its id.
const VIEWS = ["findings", "balancers", "rules", "scan"];
const state = { view: "findings", q: "", page: 1, chosen: new Map() }; // facet -> set of values

function readState(hash) {
  const text = hash.replace(/^#/, "");
  const cut = text.indexOf("?");
  const view = cut < 0 ? text : text.slice(0, cut);
  if (!VIEWS.includes(view)) return false;
  state.view = view;
  const query = new URLSearchParams(cut < 0 ? "" : text.slice(cut + 1));
  state.q = query.get("q") || "";
  state.page = Math.max(1, parseInt(query.get("page"), 10) || 1);
  state.chosen = new Map();
  for (const [name, value] of query) {
    if (name in facets) state.chosen.set(name, new Set(value.split(",").map(unescaped).filter(Boolean)));
  }
  return true;
}

function stateText() {
  const parts = [];
  for (const [name, values] of state.chosen) {
    if (values.size) parts.push(`${name}=${encodeURIComponent([...values].map(escaped).join(","))}`);
  }
  if (state.q) parts.push(`q=${encodeURIComponent(state.q)}`);
  if (state.page > 1) parts.push(`page=${state.page}`);
  return parts.length ? `#${state.view}?${parts.join("&").replaceAll("%2C", ",")}` : `#${state.view}`;
}

// A value may hold the comma that parts values.
const escaped = (value) => value.replaceAll("~", "~0").replaceAll(",", "~1");
const unescaped = (value) => value.replaceAll("~1", ",").replaceAll("~0", "~");

// Filters replace the address: the way back leads to where the reader came from, not through each letter.
function writeState() {
  history.replaceState(null, "", stateText());
}
