import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { saveMany } from "./save_many.ts";
import type { Values } from "./types.ts";

/** Holds records and applies writes to them as Odoo does; refuses the name "bad". */
class Records {
  readonly values = new Map<number, Values>();
  calls = 0;
  busy = 0;
  mostBusy = 0;

  constructor(readonly version: { major: number }) {}

  async write(_model: string, ids: number[], values: Values) {
    this.calls++;
    this.busy++;
    this.mostBusy = Math.max(this.mostBusy, this.busy);
    await Promise.resolve();
    this.busy--;
    if (values.name === "bad") throw new Error("bad name");
    for (const id of ids) this.values.set(id, { ...this.values.get(id), ...values });
  }

  call(
    _model: string,
    method: string,
    { ids, kwargs }: { ids: number[]; kwargs: Record<string, unknown> },
  ) {
    this.calls++;
    strictEqual(method, "web_save_multi");
    const list = kwargs.vals_list as Values[];
    strictEqual(list.length, ids.length);
    ids.forEach((id, index) => this.values.set(id, { ...this.values.get(id), ...list[index] }));
    return Promise.resolve([]);
  }
}

const rows = (names: string[]) => names.map((name, index) => ({ id: index + 1, values: { name } }));

for (const major of [18, 19]) {
  Deno.test(`saveMany() gives each record its own values on ${major}`, async () => {
    const records = new Records({ major });
    await saveMany(records, "x.model", rows(["a", "b", "a"]));
    deepStrictEqual([...records.values.entries()].sort(), [
      [1, { name: "a" }],
      [2, { name: "b" }],
      [3, { name: "a" }],
    ]);
    strictEqual(records.calls, major >= 19 ? 1 : 2);
  });

  Deno.test(`saveMany() writes equal values once on ${major}`, async () => {
    const records = new Records({ major });
    const [first, second] = [{ a: 1, b: 2 }, { b: 2, a: 1 }];
    await saveMany(records, "x.model", [{ id: 1, values: first }, { id: 2, values: second }]);
    strictEqual(records.calls, 1);
    deepStrictEqual(records.values.get(2), second);
  });
}

Deno.test("saveMany() keeps at most four writes in flight", async () => {
  const records = new Records({ major: 18 });
  await saveMany(records, "x.model", rows("abcdefghij".split("")));
  strictEqual(records.calls, 10);
  strictEqual(records.mostBusy, 4);
});

Deno.test("saveMany() throws the first error after the writes in flight have ended", async () => {
  const records = new Records({ major: 18 });
  await rejects(saveMany(records, "x.model", rows(["bad", ..."abcdefghij"])), {
    message: "bad name",
  });
  strictEqual(records.busy, 0);
  strictEqual(records.calls < 11, true);
});
