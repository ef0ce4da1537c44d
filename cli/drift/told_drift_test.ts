import { deepEqual, equal, ok } from "node:assert/strict";
import { written } from "../output.ts";
import { width } from "../../terminal/width.ts";
import type { DriftItem } from "./found_drift.ts";
import { driftChanges, driftListing, driftSum } from "./told_drift.ts";

function item(id: string, more: Partial<DriftItem> = {}): DriftItem {
  return {
    id,
    binding: "acme",
    tenant: null,
    kind: "field",
    model: "project.task",
    ref: `CLOSE-${id}`,
    field: "stage",
    project: "CLOSE",
    odoo_id: 7,
    expected: "To do",
    actual: "Done",
    changed_by: "ann@example.com",
    changed_at: null,
    winner: "seed",
    reason: null,
    first_seen: "2026-01-01T00:00:00Z",
    last_seen: "2026-01-01T00:00:00Z",
    muted: false,
    ...more,
  };
}

Deno.test("driftChanges() names what came and what went, and not what stayed", () => {
  const missing = item("3", { kind: "missing", field: null, expected: null, actual: null });
  deepEqual(driftChanges([item("1"), item("2")], [item("2"), missing]), [
    "+ acme  task CLOSE-3 (missing)",
    '- acme  task CLOSE-1, stage (field): "Done" in Odoo, "To do" in the seed',
  ]);
  deepEqual(driftChanges([item("1")], [item("1")]), []);
});

Deno.test("driftListing() has both sides and fits 60 to 200 columns", () => {
  const items = [item("2"), item("1", { expected: "long ".repeat(60), reason: "x".repeat(90) })];
  const listing = driftListing(items);
  deepEqual(listing.rows.map(([, record]) => record), ["task CLOSE-1", "task CLOSE-2"]);
  for (const columns of [60, 80, 120, 200]) {
    const lines = written("table", items, listing, columns).split("\n");
    // deno-lint-ignore no-control-regex -- colours are control characters
    ok(lines.every((line) => width(line.replace(/\x1b\[\d+m/g, "")) <= columns));
  }
});

Deno.test("driftSum() says how much there is, and as of when", () => {
  const asOf = "2026-01-01T00:00:00Z";
  equal(driftSum([], asOf), "As of 2026-01-01 00:00:00 UTC.");
  equal(
    driftSum([item("1"), item("2", { binding: "b" })], asOf),
    "Drift: 2 in 2 bindings, as of 2026-01-01 00:00:00 UTC.",
  );
});
