import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { Sql } from "../../database/connection.ts";
import type { RunRow } from "../../database/durable_runs.ts";
import { Ledger, runWith } from "../session/fake_run.ts";
import { workSlice } from "./slice.ts";

/** The functions of the database that a slice called, in order; a checkpoint says to stop. */
function cancelling(checkpoint: Record<string, boolean>) {
  const called: string[] = [];
  const answers: Record<string, unknown> = {
    advance_run: checkpoint,
    hand_over_run: { driven: true },
    end_run: { status: "cancelled" },
    fail_run: {},
  };
  const sql = (text: TemplateStringsArray) => {
    // How a slice failed is put into a statement as a part of it.
    const name = /odoo_seed\.(\w+)/.exec(text.join("?"))?.[1];
    if (name === undefined) return Promise.resolve([]);
    called.push(name);
    if (!(name in answers)) return Promise.reject(new TypeError(`${name}() is unknown`));
    return Promise.resolve([answers[name]]);
  };
  return { called, sql: Object.assign(sql, { json: (value: unknown) => value }) as unknown as Sql };
}

/** Works on a run that was cancelled, or is held; it is 1970, and each look at the clock takes five milliseconds. */
function cancelled(cursor: unknown, { sliceSeconds = 60, held = false } = {}) {
  const { called, sql } = cancelling({ cancelled: !held, held });
  const { deps } = runWith(new Ledger());
  let time = 0;
  const now = () => new Date(time += 5);
  const config = { ...deps.config, sliceSeconds };
  const slice = workSlice(
    { ...deps, config, sql, now },
    {
      ...{ id: "1", binding: "default", run_type: "seed", scope: {}, options: {}, slice: 2 },
      ...{ phase: "observe", cursor, rpc_count: 3, cancel_requested_at: held ? null : new Date(0) },
    } as RunRow,
    { retry: true },
  );
  return { called, slice };
}

const unconfirmedUntil = (ms: number) => ({ unconfirmed_until: new Date(ms).toISOString() });

Deno.test("a cancelled run ends at once, without a look at Odoo", async () => {
  const { called, slice } = cancelled(null);
  strictEqual(await slice, "ended");
  deepStrictEqual(called, ["end_run"]);
});

Deno.test("a cancelled run that waits for a create ends when that is over", async () => {
  const { called, slice } = cancelled(unconfirmedUntil(20));
  strictEqual(await slice, "ended");
  deepStrictEqual(called, ["advance_run", "end_run"]);
});

Deno.test("a cancelled run whose slice is over before the create is handed over", async () => {
  const { called, slice } = cancelled(unconfirmedUntil(60_000), { sliceSeconds: -1 });
  strictEqual(await slice, "queued");
  deepStrictEqual(called, ["advance_run", "hand_over_run"]);
});

Deno.test("a run that is held is handed over at its checkpoint", async () => {
  const { called, slice } = cancelled(unconfirmedUntil(20), { held: true });
  strictEqual(await slice, "queued");
  deepStrictEqual(called, ["advance_run", "hand_over_run"]);
});

Deno.test("a run that has given up fails when the create is over, and does not come back", async () => {
  const gives_up = {
    code: "odoo_timeout",
    detail: "Cannot create: no answer.",
    suggestion: "Wait.",
  };
  const { called, slice } = cancelled({ ...unconfirmedUntil(20), gives_up });
  await rejects(slice, { code: gives_up.code, detail: gives_up.detail });
  deepStrictEqual(called, ["fail_run"]);
});
