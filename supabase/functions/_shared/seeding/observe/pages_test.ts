import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { FakeClient } from "../session/fake_client.ts";
import { endId, pagesById, type RecordPage } from "./pages.ts";

const model = "project.task";

function odooWith(ids: number[]): FakeClient {
  const odoo = new FakeClient();
  for (const id of ids) odoo.put(model, id, { name: `t${id}`, ours: true });
  return odoo;
}

async function pages(
  odoo: FakeClient,
  range: { afterId: number; throughId: number },
  pageRows: number,
  onPage: (page: RecordPage) => void = () => {},
): Promise<RecordPage[]> {
  const query = { model, domain: [["ours", "=", true]], fields: ["name"], pageRows, context: {} };
  let tick = 0;
  const all: RecordPage[] = [];
  for await (const page of pagesById(odoo.client, query, range, () => new Date(tick++))) {
    all.push(page);
    onPage(page);
  }
  return all;
}

const ids = (list: RecordPage[]) => list.flatMap((page) => page.records.map((row) => row.id));

Deno.test("pagesById() brings each record of the range once, on pages that cover it without a gap", async () => {
  const ranges = fc.record({
    stored: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 }),
    afterId: fc.nat(50),
    length: fc.integer({ min: 1, max: 40 }),
    open: fc.boolean(),
    pageRows: fc.integer({ min: 1, max: 12 }),
  });
  await fc.assert(fc.asyncProperty(ranges, async ({ stored, afterId, length, open, pageRows }) => {
    const throughId = open ? endId : afterId + length;
    const list = await pages(odooWith(stored), { afterId, throughId }, pageRows);
    const wanted = stored.filter((id) => id > afterId && id <= throughId).sort((a, b) => a - b);
    deepStrictEqual(ids(list), wanted);
    deepStrictEqual(list[0]!.afterId, afterId);
    list.forEach((page, index) => {
      strictEqual(page.throughId, list[index + 1]?.afterId ?? throughId);
      for (const { id } of page.records) {
        strictEqual(Number(id) > page.afterId && Number(id) <= page.throughId, true);
      }
    });
  }));
});

Deno.test("pagesById() skips nothing when records go away between two pages", async () => {
  const odoo = odooWith([1, 2, 3, 4, 5, 6]);
  const list = await pages(odoo, { afterId: 0, throughId: endId }, 2, (page) => {
    if (page.afterId === 0) odoo.table(model).delete(1);
  });
  deepStrictEqual(ids(list), [1, 2, 3, 4, 5, 6]);
});

Deno.test("pagesById() notes when each page was asked for, and keeps to the domain", async () => {
  const odoo = odooWith([1, 2, 3]);
  odoo.put(model, 2, { name: "theirs", ours: false });
  const list = await pages(odoo, { afterId: 0, throughId: 9 }, 1);
  deepStrictEqual(list, [
    { afterId: 0, throughId: 1, observedAt: new Date(0), records: [{ id: 1, name: "t1" }] },
    { afterId: 1, throughId: 3, observedAt: new Date(1), records: [{ id: 3, name: "t3" }] },
    { afterId: 3, throughId: 9, observedAt: new Date(2), records: [] },
  ]);
});

Deno.test("pagesById() asks for nothing in an empty range", async () => {
  const odoo = odooWith([1, 2, 3]);
  deepStrictEqual(await pages(odoo, { afterId: 3, throughId: 3 }, 5), []);
  strictEqual(odoo.callCount, 0);
});
