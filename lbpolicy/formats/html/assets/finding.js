// One finding: a line that opens, and what is behind it.
const BASELINES = { new: "new", updated: "updated", unchanged: "unchanged" };
const CHANGES = { introduced: "introduced by the plan", kept: "kept by the plan", fixed: "fixed by the plan" };

const chip = (text, look = "") => h("span", { class: `chip ${look}` }, text);

function chips(record) {
  return [
    record.v && chip(`waived until ${record.v.expires}`, "waived"),
    record.b && BASELINES[record.b] && chip(BASELINES[record.b], record.b),
    record.c && record.t !== "gone" && chip(record.c, record.c),
    record.t === "gone" && chip(GONE[record.w], record.w),
  ];
}

function findingElement(record, open) {
  const look = lookOf(record);
  const place = [record.y, record.p, record.l].filter(Boolean).join(" \u00b7 ");
  const summary = h("summary", {}, say(`${look}: `),
    h("span", { class: "what" }, h("b", {}, record.n), h("span", { class: "of" }, place)),
    h("span", { class: "message" }, record.m || ""), h("span", { class: "chips" }, chips(record)));
  const id = record.t === "gone" ? null : `finding-${record.i}`;
  const details = h("details", { class: `finding ${look}`, id, open }, summary);
  const fill = () => {
    if (details.open && details.childElementCount === 1) details.append(bodyElement(record));
  };
  details.addEventListener("toggle", fill);
  fill();
  return details;
}

function bodyElement(record) {
  const { remedy, docs } = ruleOf(record);
  return h("div", { class: "body" },
    h("p", { class: "full" }, record.m || ""),
    record.v ? waiverElement(record.v) : null,
    sourceElement(record.o),
    h("dl", { class: "facts" }, facts(record, docs)),
    record.t === "gone" || record.t === "pass" || !remedy ? null : remedyElement(record));
}

function sourceElement(origin) {
  if (!origin) return null;
  const label = origin.l ? `${origin.f || ""}:${origin.l}` : origin.f;
  const place = origin.u ? h("a", { class: "out", href: origin.u, rel: "noopener noreferrer" }, label) : label;
  return h("figure", { class: "source" },
    h("figcaption", {}, place, origin.a ? h("span", { class: "of" }, origin.a) : null),
    origin.s ? h("pre", { tabindex: "0" }, h("span", { class: "lineno" }, origin.l ? `${origin.l}` : ""), origin.s) : null);
}

function facts(record, docs) {
  const fact = (term, ...value) => h("div", {}, h("dt", {}, term), h("dd", {}, ...value));
  const evidence = (record.e || []).map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value)));
  const picture = (record.h || []).slice(0, 5).map((anchor) => h("a", { href: `#${anchor}` }, balancerName(anchor)));
  return [
    fact("Rule", h("a", { href: `#rule-${record.r}` }, record.r), " ", ruleOf(record).title,
      docs ? [" ", h("a", { class: "out", href: docs, rel: "noopener noreferrer" }, "documentation")] : null),
    fact("Asset", h("code", {}, record.a || "")),
    record.d ? fact("At", h("code", {}, record.d)) : null,
    evidence.length ? fact("Evidence", h("table", { class: "evidence" }, h("tbody", {}, evidence))) : null,
    record.x ? fact("See also", h("ul", {}, record.x.map((name) => h("li", {}, h("code", {}, name))))) : null,
    record.c ? fact("The plan", CHANGES[record.c]) : null,
    record.b && BASELINES[record.b] ? fact("Since the baseline", BASELINES[record.b]) : null,
    record.t === "gone" ? fact("No longer there", GONE[record.w]) : null,
    picture.length ? fact("In the picture", picture.flatMap((one, at) => (at ? [", ", one] : [one])),
      record.h.length > 5 ? ` and ${number(record.h.length - 5)} more` : null) : null,
    record.t === "gone" ? null : fact("Link", h("a", { class: "permalink", href: `#finding-${record.i}` }, record.i)),
  ];
}

function waiverElement(waiver) {
  const ticket = waiver.link ? h("a", { class: "out", href: waiver.link, rel: "noopener noreferrer" }, waiver.ticket) : waiver.ticket;
  const origin = waiver.origin.l ? `${waiver.origin.f || ""}:${waiver.origin.l}` : waiver.origin.f || "";
  return h("aside", { class: "waiver" }, icon("waived"),
    h("div", {}, h("p", {}, h("b", {}, `Waived until ${waiver.expires} by ${waiver.owner}.`), " ", waiver.reason),
      h("p", { class: "of" }, waiver.ticket ? ["Ticket ", ticket, ". "] : null, waiver.inline ? "In the sources, " : "",
        waiver.origin.u ? h("a", { class: "out", href: waiver.origin.u, rel: "noopener noreferrer" }, origin) : origin)));
}

function remedyElement(record) {
  const { remedy, terraform } = ruleOf(record);
  const code = (title, text) => (text ? h("div", { class: "remedy" },
    h("div", { class: "remedy-head" }, h("span", {}, title),
      h("button", { type: "button", class: "quiet copy", "aria-label": `Copy ${title}`, onclick: (event) => copy(text, event.currentTarget) }, "Copy")),
    h("pre", { class: "code", tabindex: "0" }, text)) : null);
  const both = [code("gcloud", record.g), code("Terraform", terraform)];
  if (record.o?.a && terraform) both.reverse(); // what Terraform manages is mended there
  return h("section", { class: "mend" }, h("h4", {}, "How to mend it"), h("p", {}, remedy), both);
}
