// Load balancers. What each shows stands in a <noscript>: as long as nobody opens it, a browser that runs scripts
// takes it for text, which costs nothing. It is HTML that lbpolicy wrote, escaped like the rest of the page.
const markup = window.trustedTypes
  ? trustedTypes.createPolicy("lbpolicy", { createHTML: (text) => text })
  : { createHTML: (text) => text };
const PRINTED_PICTURES = 100;

const balancers = () => [...document.querySelectorAll("details.balancer")];

function fillBalancer(details) {
  const source = details.querySelector(":scope > noscript");
  if (!source) return;
  const template = document.createElement("template");
  template.innerHTML = markup.createHTML(source.textContent);
  source.replaceWith(template.content);
}

// The load balancer to which a place in a picture belongs: lb-0123456789ab of lb-0123456789ab-3.
const balancerOf = (anchor) => byId(anchor)?.closest("details.balancer") || byId(anchor.replace(/-\d+$/, ""));

function balancerName(anchor) {
  return balancerOf(anchor)?.querySelector("h3").textContent || "picture";
}

function showPictures() {
  for (const one of balancers()) if (one.open) fillBalancer(one);
}

const balancerTexts = new Map(); // element -> everything it says, lower case

function balancerText(details) {
  if (!balancerTexts.has(details)) {
    const hidden = details.querySelector(":scope > noscript");
    const text = hidden ? hidden.textContent.replace(/<[^>]*>/g, " ") : "";
    balancerTexts.set(details, `${details.textContent.replace(hidden?.textContent || "", "")} ${text}`.toLowerCase());
  }
  return balancerTexts.get(details);
}

function filterBalancers() {
  const wordList = byId("lb-search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const faulty = byId("lb-faulty").checked;
  let shown = 0;
  for (const one of balancers()) {
    const fits = (!faulty || !one.classList.contains("clean"))
      && (!wordList.length || wordList.every((word) => balancerText(one).includes(word)));
    one.classList.toggle("hidden", !fits);
    shown += fits;
  }
  byId("lb-count").textContent = plural(shown, "load balancer");
}

// Opens what is to be on paper, and returns what it opened.
function openPictures() {
  const closed = balancers().filter((one) => !one.classList.contains("hidden")).slice(0, PRINTED_PICTURES)
    .filter((one) => !one.open);
  for (const one of closed) one.open = true;
  showPictures();
  return closed;
}
