import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { PageSize } from "./page_size.ts";

Deno.test("PageSize halves what did not come, and doubles while answers are small", () => {
  const size = new PageSize(null);
  strictEqual(size.rows(3000), 3000);
  size.failed(3000);
  size.failed(3000); // another call that was under way
  strictEqual(size.rows(3000), 1500);
  size.failed(1500);
  strictEqual(size.rows(3000), 750);
  size.note(750, 5_000_000);
  strictEqual(size.rows(3000), 750);
  size.note(10, 1000); // the rest of a range says nothing about a full page
  strictEqual(size.rows(3000), 750);
  size.note(750, 100_000);
  strictEqual(size.rows(3000), 1500);
  size.note(1500, 200_000);
  strictEqual(size.learned(3000), null);
});

Deno.test("PageSize begins with what was kept", () => {
  const size = new PageSize(8);
  deepStrictEqual([size.rows(3000), size.rows(5), size.learned(3000)], [8, 5, 8]);
});

Deno.test("PageSize never asks for less than one record", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5000 })), (failures) => {
    const size = new PageSize(null);
    for (const rows of failures) size.failed(rows);
    strictEqual(size.rows(3000) >= 1, true);
  }));
});

Deno.test("PageSize gives up once nothing comes at all", () => {
  const size = new PageSize(null);
  const tries = Array.from({ length: 60 }, () => size.failed(1));
  strictEqual(tries.indexOf(false), 24);
  size.came();
  strictEqual(size.failed(1), true);
});

Deno.test("PageSize gives up once every record comes in part alone", () => {
  const size = new PageSize(null);
  for (let record = 1; record < 100; record++) {
    strictEqual(size.failed(1), true);
    size.cameInPart();
  }
  strictEqual(size.failed(1), true);
  size.cameInPart();
  strictEqual(size.failed(1), false);
  size.came();
  strictEqual(size.failed(1), true);
});
