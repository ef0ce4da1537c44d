import { deepEqual, equal, ok } from "node:assert/strict";
import { width } from "../../terminal/width.ts";
import { type Finding, unwell, well } from "./finding.ts";
import { findingsSum, toldFindings } from "./told_findings.ts";

const long = "https://odoo.example.com/".padEnd(150, "x");
const findings: Finding[] = [
  well({ area: "odoo", name: "login", object: "acme" }, "bot logs in."),
  well({ area: "odoo", name: "login", object: "beta" }, "bot logs in."),
  unwell(
    { area: "odoo", name: "login", object: "gone" },
    "failure",
    `Cannot log in: ${long} is unreachable, nothing answers there, and that for a long time.`,
    "Start it, or correct the URL of the binding.",
    "deno task ocp binding test gone",
  ),
  well({ area: "here", name: "deno" }, "Deno 2.9.6 runs\u001b[31m ocp."),
  unwell({ area: "queue", name: "dead" }, "warning", "One.", null),
];

Deno.test("toldFindings() begins here, puts what is well into a line, and ends with the sum", () => {
  deepEqual(toldFindings(findings.filter(({ object }) => object !== "gone"), plain(80)), [
    "here",
    "  ✓ deno   Deno 2.9.6 runs [31m ocp.",
    "",
    "queue",
    "  ! dead   One.",
    "",
    "odoo",
    "  ✓ login  acme, beta",
    "",
    "3 ok, 1 warning, 0 failures.",
  ]);
});

Deno.test("toldFindings() is no wider than the page, but for lines to paste", () => {
  for (const columns of [60, 80, 120, 200]) {
    const lines = toldFindings(findings, plain(columns));
    for (const line of lines) {
      ok(line.includes("→") || width(line) <= columns, `${columns}: ${line}`);
    }
    ok(lines.includes("    → deno task ocp binding test gone"));
    ok(
      lines.join(" ").replaceAll(/ +/g, " ").includes("nothing answers there"),
      "all of it is told",
    );
  }
});

Deno.test("toldFindings() tells the first of many that are unwell", () => {
  const many = Array.from(
    { length: 30 },
    (_, at) =>
      unwell({ area: "backups", name: "stale", object: `t${at}` }, "warning", `t${at}.`, null),
  );
  const lines = toldFindings(many, plain(80));
  equal(lines.filter((line) => line.includes("!")).length, 8);
  ok(lines.includes("    … and 22 more; --json has all"));
  equal(findingsSum(many), "0 ok, 30 warnings, 0 failures.");
});

Deno.test("findingsSum() says what was not seen", () => {
  const unseen = unwell({ area: "platform", name: "checkup" }, "unseen", "No.", null);
  equal(findingsSum([unseen]), "0 ok, 0 warnings, 0 failures, 1 not seen.");
});

function plain(columns: number) {
  return { columns, colour: false };
}
