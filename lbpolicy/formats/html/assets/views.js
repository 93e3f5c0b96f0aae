// The views, what the address says, the keyboard, and paper.
function showView() {
  if (state.view === "balancers") showPictures();
  for (const name of VIEWS) byId(name).classList.toggle("hidden", name !== state.view);
  for (const link of document.querySelectorAll("nav.views a")) {
    if (link.getAttribute("href") === `#${state.view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// Leads to an element of a view that may be folded: a load balancer, a place in its picture, a rule.
function revealElement(element) {
  state.view = element.closest("section.view").id;
  showView();
  for (let home = element.closest("details"); home; home = home.parentElement.closest("details")) home.open = true;
  for (const former of document.querySelectorAll(".target")) former.classList.remove("target");
  element.classList.add("target");
  element.scrollIntoView({ block: element.matches("details") ? "start" : "center" });
  (element.matches("details") ? element.firstElementChild : element).focus({ preventScroll: true });
}

function follow(first) {
  if (first) refresh();
  const id = decodeURIComponent(location.hash.slice(1));
  if (id.startsWith("finding-")) {
    state.view = "findings";
    showView();
    if (revealFinding(id.slice("finding-".length))) return;
    byId("count").textContent = "The finding of this link is not in the report.";
    return;
  }
  if (id.startsWith("lb-") && balancerOf(id)) fillBalancer(balancerOf(id));
  const element = /^(lb|rule)-/.test(id) ? byId(id) : null;
  if (element?.closest("section.view")) {
    revealElement(element);
    return;
  }
  if (readState(location.hash)) {
    byId("search").value = state.q;
    showView();
    refresh();
    const top = document.querySelector("nav.views").offsetTop;
    if (!first && scrollY > top) scrollTo(0, top);
  }
}

let waiting = 0;
function onSearch() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    state.q = byId("search").value;
    state.page = 1;
    writeState();
    refresh();
  }, records.length > 20000 ? 200 : 40);
}

// Paper has findings and pictures open; afterwards it is as it was.
let opened = [];
function beforePrint() {
  opened = openPictures();
  showAllForPrint();
}
function afterPrint() {
  for (const one of opened) one.open = false;
  showList();
}

async function start() {
  byId("search").addEventListener("input", onSearch);
  byId("lb-search")?.addEventListener("input", filterBalancers);
  byId("lb-faulty")?.addEventListener("change", filterBalancers);
  byId("balancers").addEventListener("toggle", (event) => {
    if (event.target.open && event.target.matches(".balancer")) fillBalancer(event.target);
  }, true);
  addEventListener("hashchange", () => follow(false));
  addEventListener("beforeprint", beforePrint);
  addEventListener("afterprint", afterPrint);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      byId(state.view === "balancers" ? "lb-search" : "search")?.focus();
    }
  });
  // Links within the page are followed here: the browser would scroll past what they lead to.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']:not(.skip)");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.getAttribute("href") !== location.hash) history.pushState(null, "", link.getAttribute("href"));
    follow(false);
  });
  showView();
  document.documentElement.classList.add("shown");
  await readRecords(() => {
    byId("count").textContent = `Reading: ${plural(records.length, "finding")} so far`;
    if (!current.length) refresh();
  });
  // Until then the browser itself looks for what the address names, and takes the focus away.
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  follow(true);
  document.documentElement.classList.add("ready");
}
start();
