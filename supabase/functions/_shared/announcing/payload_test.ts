import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { ChangeSet } from "../database/change_sets.ts";
import { payloadOf } from "./payload.ts";

const id = "00000000-0000-4000-8000-000000000001";

function setOf(count: number, more: Partial<ChangeSet> = {}): ChangeSet {
  const changes = Array.from({ length: count }, (_, n) => ({
    schema: `tenant_${n % 90}`,
    object: `größe_${n}`,
    kind: "view",
    change: "created" as const,
    tenant: `tenant-${n % 90}`,
  }));
  return {
    ...{ id, opened_at: "2026-11-30T12:00:00Z", migrations: [], sending_at: null },
    ...{ is_received: null, changes, pushes: [], ...more },
  };
}

const push = (n: number) => ({
  ...{ repository: "acme/odoo", ref: "refs/heads/main", commit: String(n).padStart(40, "0") },
  files: Array.from({ length: 3000 }, (_, at) => `addons/${at}.sql`),
});

Deno.test("payloadOf() tells objects, migrations, schemas of tenants, and the last commit", () => {
  const set = setOf(1, { migrations: ["20260101000000"], pushes: [push(1), push(2)] });
  const { objects, opened_at: _, pushes: _pushes, ...rest } = payloadOf(
    set,
    "https://x.test/functions/v1",
  );
  deepStrictEqual(objects, set.changes);
  deepStrictEqual(rest, {
    change_set: id,
    objects_left_out: 0,
    migrations: ["20260101000000"],
    tenant_schemas: ["tenant_0"],
    commit: "2".padStart(40, "0"),
    details: `https://x.test/functions/v1/api/schema-changes/${id}`,
    acknowledge: "https://x.test/functions/v1/notify-superset/ack",
  });
});

Deno.test("payloadOf() stays within ten keys and 64 KB, and says how much it leaves out", () => {
  const migrations = Array.from({ length: 5000 }, (_, n) => String(20260101000000 + n));
  const pushes = Array.from({ length: 200 }, (_, n) => push(n));
  for (const count of [0, 500, 5000]) {
    const payload = payloadOf(setOf(count, { migrations, pushes }), "https://x.test/functions/v1");
    const bytes = new TextEncoder().encode(JSON.stringify(payload)).length;
    ok(bytes < 64_000, `${bytes} bytes`);
    strictEqual(Object.keys(payload).length, 10);
    strictEqual(payload.objects.length + payload.objects_left_out, count);
    strictEqual(payload.objects_left_out > 0, count === 5000);
  }
});

Deno.test("payloadOf() fills the room that there is", () => {
  const payload = payloadOf(setOf(5000));
  ok(new TextEncoder().encode(JSON.stringify(payload)).length > 59_000);
});
