import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Pace } from "../session/pace.ts";
import { batchesOf, paced } from "./paced.ts";

const items = (count: number) => Array.from({ length: count }, (_, index) => index);

Deno.test("batchesOf() gives each call its share", () => {
  const pace = new Pace({ mostRows: 2000, mostCalls: 4 });
  // Odoo was fast: 400 rows a call, 3 calls.
  for (const rows of [100, 200]) pace.note("create", rows, 1);
  const sizes = (count: number) =>
    [...batchesOf(pace, "create", items(count))].map((b) => b.length);
  deepStrictEqual(sizes(1200), [400, 400, 400]);
  deepStrictEqual(sizes(600), [200, 200, 200]);
  deepStrictEqual(sizes(1300), [400, 400, 400, 100]);
  // Too few rows are not worth a call each.
  deepStrictEqual(sizes(120), [100, 20]);
  deepStrictEqual(sizes(0), []);
});

Deno.test("paced() sends every batch, no more at a time than the pace says", async () => {
  const pace = new Pace({ mostRows: 100, mostCalls: 2 });
  const sent: number[] = [];
  let underWay = 0;
  let most = 0;
  const send = async (rows: number[]) => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 1));
    underWay--;
    sent.push(...rows);
  };
  const batches = [...batchesOf(pace, "shared", items(1000))].map((rows) => ({ rows, send }));
  await paced(pace, "shared", batches);
  deepStrictEqual(sent.sort((a, b) => a - b), items(1000));
  strictEqual(most, 2);
});
