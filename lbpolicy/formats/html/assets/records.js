// The findings of the page, in their order. lbpolicy/formats/html/records.py says what the keys hold.
const records = [];
const numbers = new Map(); // finding id -> place in records
const rules = JSON.parse(byId("rules-data").textContent);

const SEVERITIES = ["critical", "high", "medium", "low", "info"];
const STATUSES = { fail: "failing", review: "to review", pass: "passing", gone: "no longer there" };
const GONE = {
  fixed: "fixed", removed: "asset removed", "not-judged": "not judged", "by-plan": "fixed by the plan",
};

const ruleOf = (record) => {
  const [title, remedy, terraform] = rules[record.r]?.kinds[record.k] || [record.r, "", ""];
  return { title, remedy, terraform, docs: rules[record.r]?.docs };
};
// How a finding is marked: by its severity, unless it is no failure any more, or not yet one.
const lookOf = (record) => {
  if (record.v) return "waived";
  if (record.t === "gone") return record.w === "not-judged" ? "review" : "pass";
  return record.t === "fail" ? record.s : record.t;
};

// What is to be done comes first, what somebody accepted after it.
const weightOf = (record) => (record.v ? 2 : { fail: 0, review: 1, pass: 3, gone: 4 }[record.t]);

// Everything of a finding that a search looks at; made when somebody searches.
function searched(record) {
  if (record.q === undefined) {
    const origin = record.o || {};
    const waiver = record.v || {};
    record.q = [
      record.r, ruleOf(record).title, record.a, record.n, record.y, record.m, record.d, record.i, origin.f, origin.a,
      origin.s, waiver.owner, waiver.reason, waiver.ticket, ...(record.e || []).flat(), ...(record.x || []),
    ].join("\n").toLowerCase();
  }
  return record.q;
}

// Reads what stands in the page a slice at a time, so that a large report can be used while it is read.
async function readRecords(onSlice) {
  const elements = [...document.querySelectorAll("script.records")];
  let start = performance.now();
  for (const element of elements) {
    for (const record of JSON.parse(element.textContent)) {
      records.push(record);
    }
    element.remove(); // the text is not needed twice
    if (performance.now() - start > 200) {
      onSlice();
      await new Promise((resolve) => setTimeout(resolve));
      start = performance.now();
    }
  }
  records.sort((a, b) => weightOf(a) - weightOf(b)); // stable: else they stay in the order of the report
  records.forEach((record, place) => { if (record.t !== "gone") numbers.set(record.i, place); });
}
