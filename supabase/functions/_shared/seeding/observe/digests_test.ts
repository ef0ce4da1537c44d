import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { OdooCall } from "../../odoo/types.ts";
import { readBuckets, readWritten, within } from "./digests.ts";
import { readLinks } from "./links.ts";
import { FakeClient, fault } from "../session/fake_client.ts";
import { sessionOf } from "../session/fake_run.ts";

/** Gives what a server of some version gives, and keeps what it was asked. */
class Recorded extends FakeClient {
  readonly asked: { method: string; kwargs: Record<string, unknown> }[] = [];
  readonly #answers: unknown[];

  constructor(major: number, ...answers: unknown[]) {
    super();
    this.version = { major, text: `${major}.0` };
    this.#answers = answers;
  }

  override call(_model: string, method: string, { kwargs = {} }: Omit<OdooCall, "signal">) {
    this.asked.push({ method, kwargs });
    return Promise.resolve(this.#answers.shift());
  }

  override searchRead(model: string, query: { domain: unknown[]; fields: string[] }) {
    return this.call(model, "search_read", { kwargs: { ...query } }) as Promise<never[]>;
  }
}

const since = Date.UTC(2026, 10, 29, 13) / 1000;
const newest = "2026-11-29T13:58:59Z";

const day = {
  18: [{
    "write_date:day": "29 Nov 2026",
    __count: 3,
    id__sum: 12,
    write_uid__sum: 8,
    write_date__max: "2026-11-29 13:58:59",
    __range: { "write_date:day": { from: "2026-11-29 00:00:00", to: "2026-11-30 00:00:00" } },
    __domain: ["&", ["write_date", ">=", "2026-11-29 00:00:00"]],
  }],
  19: [{
    "write_date:day": ["2026-11-29 00:00:00", "29 Nov 2026"],
    __count: 3,
    "id:sum": 12,
    "write_uid:sum": 8,
    "write_date:max": "2026-11-29 13:58:59",
    __extra_domain: [["write_date", ">=", "2026-11-29 00:00:00"]],
  }],
};

for (const [major, answer] of [[17, day[18]], [18, day[18]], [19, day[19]]] as const) {
  Deno.test(`readBuckets() reads the days of Odoo ${major}`, async () => {
    const odoo = new Recorded(major, answer);
    deepStrictEqual(await readBuckets(sessionOf(odoo), "day", [[0, since]]), {
      buckets: [{ at: "2026-11-29T00:00:00Z", count: 3, ids: 12, writers: 8 }],
      newest,
    });
  });
}

Deno.test("readBuckets() asks Odoo 18 for groups under names that it takes", async () => {
  const odoo = new Recorded(18, day[18]);
  await readBuckets(sessionOf(odoo), "day", [[0, since]]);
  const [{ method, kwargs }] = odoo.asked as [typeof odoo.asked[number]];
  strictEqual(method, "read_group");
  deepStrictEqual(kwargs.fields, [
    "id__sum:sum(id)",
    "write_uid__sum:sum(write_uid)",
    "write_date__max:max(write_date)",
  ]);
  deepStrictEqual([kwargs.groupby, kwargs.lazy], [["write_date:day"], false]);
});

const written = {
  ids: [3, 4, 5],
  writtenAt: ["2026-11-29T13:58:58Z", "2026-11-29T13:58:58Z", "2026-11-29T13:58:59Z"],
  writers: [2, null, 6],
};
const found = {
  buckets: [
    { at: "2026-11-29T13:58:58Z", count: 2, ids: 7, writers: 2 },
    { at: "2026-11-29T13:58:59Z", count: 1, ids: 5, writers: 6 },
  ],
  newest,
};

for (const major of [17, 18]) {
  Deno.test(`readBuckets() reads each task for the seconds of Odoo ${major}`, async () => {
    const odoo = new Recorded(major, [{
      __count: 3,
      id__array_agg: written.ids,
      write_date__array_agg: written.writtenAt.map((at) => at.replace(/[TZ]/g, " ").trim()),
      write_uid__array_agg: written.writers,
    }]);
    const answer = await readBuckets(sessionOf(odoo), "second", [[since, Infinity]]);
    deepStrictEqual(answer, { ...found, written });
    strictEqual(odoo.asked.length, 1);
  });
}

Deno.test("readBuckets() reads the seconds of Odoo 19, each transaction for itself", async () => {
  const at = (second: number) => ({
    "write_date:hour": ["2026-11-29 13:00:00", "01:00 29 Nov"],
    "write_date:minute_number": 58,
    "write_date:second_number": second,
    "write_date:max": `2026-11-29 13:58:${Math.floor(second)}`,
  });
  const odoo = new Recorded(19, [
    { ...at(58.25), __count: 1, "id:sum": 3, "write_uid:sum": 2 },
    { ...at(58.75), __count: 1, "id:sum": 4, "write_uid:sum": false },
    { ...at(59.5), __count: 1, "id:sum": 5, "write_uid:sum": 6 },
  ]);
  deepStrictEqual(await readBuckets(sessionOf(odoo), "second", [[since, Infinity]]), found);
});

Deno.test("within() takes the tasks of some spans, from their first second up to their last", () => {
  const second = Date.UTC(2026, 10, 29, 13, 58, 58) / 1000;
  deepStrictEqual(within([[second, second + 1]], written).ids, [3, 4]);
  deepStrictEqual(within([[0, second], [second + 1, Infinity]], written), {
    ids: [5],
    writtenAt: ["2026-11-29T13:58:59Z"],
    writers: [6],
  });
});

Deno.test("readWritten() reads no tasks where Odoo 18 has none", async () => {
  const none = { __count: 0, id__array_agg: null, write_date__array_agg: null };
  const odoo = new Recorded(18, [{ ...none, write_uid__array_agg: null }]);
  deepStrictEqual(await readWritten(sessionOf(odoo), [[since, Infinity]]), {
    ids: [],
    writtenAt: [],
    writers: [],
  });
});

Deno.test("readLinks() follows links in both ways that Odoo tells them", async () => {
  const groups = [
    { tag_ids: [7, "a"], "id:array_agg": [1, 2] },
    { tag_ids: [9, "of no concern"], "id:array_agg": [2] },
  ];
  const records = [{ id: 1, tag_ids: [7] }, { id: 2, tag_ids: [7, 9] }, { id: 7.5, tag_ids: [7] }];
  for (const odoo of [new Recorded(19, groups), new Recorded(18, records)]) {
    const links = await readLinks(sessionOf(odoo), "tag_ids", [7, 8]);
    deepStrictEqual([...links], [[7, [1, 2]], [8, []]]);
  }
});

Deno.test("readLinks() searches for the links of a record that Odoo stumbles over", async () => {
  const asked: unknown[] = [];
  const odoo = new Recorded(19);
  odoo.call = (_model, method, { kwargs = {} }) => {
    const targets = (kwargs.domain as unknown[][]).at(-1)![2] as number[];
    asked.push([method, targets]);
    if (method === "search") return Promise.resolve([3, 4]);
    if (targets.includes(8)) {
      return Promise.reject(fault("data", "year -44 is out of range"));
    }
    return Promise.resolve([{ depend_on_ids: [targets[0], "a"], "id:array_agg": [1] }]);
  };
  const links = await readLinks(sessionOf(odoo), "depend_on_ids", [7, 8, 9]);
  deepStrictEqual([...links], [[7, [1]], [8, [3, 4]], [9, [1]]]);
  const method = "formatted_read_group";
  deepStrictEqual(asked, [
    [method, [7, 8, 9]],
    [method, [7, 8]],
    [method, [7]],
    [method, [8]],
    ["search", [8]],
    [method, [9]],
  ]);
});
