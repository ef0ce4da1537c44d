import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Sql } from "../../database/connection.ts";
import { Unfetched } from "../../odoo/reading.ts";
import type { SearchQuery } from "../../odoo/search_read.ts";
import type { Values } from "../../odoo/types.ts";
import { connection, FakeClient, fault } from "../session/fake_client.ts";
import { Ledger, runWith, sessionOf } from "../session/fake_run.ts";
import { PageSize } from "../session/page_size.ts";
import { ColumnReading } from "../session/column_reading.ts";
import { endId, type StoredPage } from "./pages.ts";
import { type Part, readPart } from "./read_part.ts";

const model = "project.project";

/** Its answers have a length, and it stumbles over some values of some records. */
class PickyClient extends FakeClient {
  mostChars = Infinity;
  isSlow = false;
  /** By record, the field that it stumbles over. */
  readonly broken = new Map<number, string>();
  /** How many records each answer held that came. */
  readonly came: number[] = [];

  override async searchRead(model: string, query: SearchQuery): Promise<Values[]> {
    const rows = await super.searchRead(model, query);
    if (query.fields.length === 0) return rows;
    if (this.isSlow) throw fault("unknown_outcome", "too slow");
    const odd = rows.find(({ id }) => query.fields.includes(this.broken.get(Number(id)) ?? "?"));
    if (odd) throw fault("data", "year -44 is out of range");
    if (JSON.stringify(rows).length > this.mostChars) {
      throw fault("too_large", "its answer is larger than 5 MB");
    }
    this.came.push(rows.length);
    return rows;
  }
}

function world(count: number) {
  const odoo = new PickyClient();
  for (let id = 1; id <= count; id++) {
    odoo.put(model, id, { x_external_ref: `p${id}`, name: `Project ${id}`, description: "x" });
  }
  const kept: (number | null)[] = [];
  const idle = runWith(new Ledger());
  const sql = ((_: TemplateStringsArray, ...values: unknown[]) => {
    kept.push(values.at(-1) as number | null);
    return Promise.resolve([]);
  }) as unknown as Sql;
  const run = { ...idle, deps: { ...idle.deps, sql } };
  const session = sessionOf(odoo);
  const readFields = [...session.projects.readFields, "x_external_ref"];
  return {
    odoo,
    kept,
    run,
    session: { ...session, projects: { ...session.projects, readFields } },
  };
}

async function read({ run, session }: ReturnType<typeof world>, part: Part = whole) {
  const pages: StoredPage[] = [];
  for await (const page of readPart(run, session, model, part)) pages.push(page);
  return pages;
}

const whole = { afterId: 0, throughId: endId };
const idsOf = (pages: StoredPage[]) => pages.flatMap(({ records }) => records.map(({ id }) => id));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
/** No answer about one record is longer. */
const recordChars = 300;

Deno.test("readPart() halves what is too large, without a gap, and keeps the size that came", async () => {
  const at = world(40);
  at.odoo.mostChars = recordChars * 12;
  const pages = await read(at);
  deepStrictEqual(idsOf(pages), upTo(40));
  pages.forEach((page, index) => strictEqual(page.afterId, pages[index - 1]?.throughId ?? 0));
  strictEqual(pages.at(-1)!.throughId, endId);
  const fits = at.kept.at(-1)!;
  strictEqual(fits >= 10 && fits <= 20, true, String(fits));

  const again = world(40);
  again.odoo.mostChars = at.odoo.mostChars;
  const session = { ...again.session, pageSize: new PageSize(fits) };
  deepStrictEqual(idsOf(await read({ ...again, session })), upTo(40));
  strictEqual(again.odoo.came.length, Math.ceil(40 / fits), "no answer is lost any more");
});

Deno.test("readPart() reads of one record what comes", async () => {
  const at = world(40);
  at.odoo.put(model, 7, { x_external_ref: "p7", name: "Large", description: "x".repeat(100_000) });
  at.odoo.mostChars = 50_000;
  at.odoo.broken.set(23, "date_start");
  const records = (await read(at)).flatMap((page) => page.records);
  deepStrictEqual(records.map(({ id }) => id), upTo(40));
  strictEqual(records[6]!.name, "Large");
  deepStrictEqual([records[6]!.description, records[22]!.date_start], [
    new Unfetched("it does not come: its answer is larger than 5 MB", true),
    new Unfetched("it does not come: year -44 is out of range"),
  ]);
  const unfetched = records.flatMap((record) => Object.values(record))
    .filter((value) => value instanceof Unfetched);
  strictEqual(unfetched.length, 2);
});

Deno.test("readPart() brings every record that is there, whichever are odd", async () => {
  const worlds = fc.record({
    count: fc.integer({ min: 0, max: 60 }),
    broken: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 5 }),
    fits: fc.integer({ min: 1, max: 30 }),
    asList: fc.boolean(),
  });
  await fc.assert(fc.asyncProperty(worlds, async ({ count, broken, fits, asList }) => {
    const at = world(count);
    at.odoo.mostChars = recordChars * fits;
    for (const id of broken) at.odoo.broken.set(id, "description");
    const list = upTo(count);
    const pages = await read(at, asList ? { list } : whole);
    deepStrictEqual(idsOf(pages), list);
    if (asList) deepStrictEqual(pages.flatMap(({ ids }) => ids), list);
  }));
});

Deno.test("readPart() leaves a slow page to the next slice, smaller", async () => {
  const at = world(40);
  at.odoo.isSlow = true;
  await rejects(read(at, { list: upTo(40) }), { kind: "unknown_outcome" });
  deepStrictEqual(at.kept, [20]);
});

Deno.test("readPart() gives up where nothing comes at all", async () => {
  const at = world(40);
  at.odoo.mostChars = 0;
  await rejects(read(at), { kind: "too_large" });
  strictEqual(at.odoo.callCount < 1200, true, String(at.odoo.callCount));
});

/** Its tasks can be read, but never by column. */
class WithoutColumns extends PickyClient {
  columnReads = 0;

  operation = (title: string) => ({ title, connection });

  override call(model: string, method: string, args: { kwargs?: Values }): Promise<unknown> {
    if (method !== "formatted_read_group") return super.call(model, method, args);
    this.columnReads++;
    return Promise.reject(fault("data", "cannot aggregate field 'name'"));
  }
}

Deno.test("readPart() reads by record from then on where no column can be read", async () => {
  const odoo = new WithoutColumns();
  for (const id of upTo(200)) odoo.put("project.task", id, { name: `Task ${id}` });
  const columns = new ColumnReading({ "project.task": { plain: ["name"], links: [] } });
  const session = sessionOf(odoo, { columns });
  const run = runWith(new Ledger());
  const pages: StoredPage[] = [];
  for (const list of [upTo(100), upTo(200).slice(100)]) {
    for await (const page of readPart(run, session, "project.task", { list })) pages.push(page);
  }
  deepStrictEqual(idsOf(pages), upTo(200));
  deepStrictEqual([odoo.columnReads, odoo.came], [1, [100, 100]]);
});

Deno.test("readPart() gives up where a field of no record comes", async () => {
  const at = world(400);
  for (const id of upTo(400)) at.odoo.broken.set(id, "description");
  await rejects(read(at), { kind: "data" });
  strictEqual(at.odoo.callCount < 1200, true, String(at.odoo.callCount));
});

Deno.test("readPart() goes on over many odd records in a row", async () => {
  const at = world(400);
  for (const id of upTo(90)) at.odoo.broken.set(id + 100, "description");
  deepStrictEqual(idsOf(await read(at)), upTo(400));
});
