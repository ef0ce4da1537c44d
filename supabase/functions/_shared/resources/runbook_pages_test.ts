import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { runbookOf, runbooks } from "./runbook_pages.ts";

Deno.test("runbookOf() finds a page by its name, and as links have it", () => {
  strictEqual(runbookOf("queue").title, runbookOf("queue.md").title);
  ok(runbookOf("queue").text.startsWith("# "));
  for (const name of ["", "../api", "__proto__", "queue.md.md"]) {
    throws(() => runbookOf(name), { code: "not_found" });
  }
});

Deno.test("runbooks have the pages that they link to beside them", () => {
  const linked = runbooks.flatMap(({ text }) =>
    [...text.matchAll(/\]\(([a-z-]+\.md)(#[^)]*)?\)/g)].map(([, page]) => page!)
  );
  ok(linked.length > 5);
  deepStrictEqual(linked.filter((page) => !runbookOf(page)), []);
});
