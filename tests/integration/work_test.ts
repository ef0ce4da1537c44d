import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { eventually } from "./support/eventually.ts";
import { loadStack } from "./support/stack.ts";

const kind = "dig_for_a_test";

/** A kind of work whose function finds nothing to do, two at once in a lane; ends with `await using`. */
async function digging() {
  const sql = postgres(loadStack().databaseUrl, { max: 12, onnotice: () => {} });
  await sql`
    insert into ops.work_kinds (kind, path, at_once, max_attempts, call_again_after)
    values (${kind}, 'operations-run', 2, 3, '1 hour')`;
  const put = (key: string, lane: string | null = null) =>
    sql`select ops.put_work(${kind}, ${key}, p_lane => ${lane})`;
  const claim = async (): Promise<{ key: string; lease_token: string } | undefined> => {
    const [row] = await sql`select (w).* from ops.claim_work(${kind}) w`;
    return row!.key === null ? undefined : row as never;
  };
  return {
    sql,
    put,
    claim,
    async [Symbol.asyncDispose]() {
      await sql`delete from ops.work where kind = ${kind}`;
      await sql`delete from ops.work_kinds where kind = ${kind}`;
      await sql.end();
    },
  };
}

const keys = (count: number) => Array.from({ length: count }, (_, n) => `hole-${n}`);

Deno.test("claimers at once: each piece of work is one's, and a lane never takes more than it has", async () => {
  await using digs = await digging();
  for (const key of keys(4)) await digs.put(key, "narrow");
  for (const key of keys(6)) await digs.put(`wide-${key}`);
  const claims = await Promise.all(Array.from({ length: 12 }, digs.claim));
  const had = claims.filter((claim) => claim !== undefined).map(({ key }) => key);
  strictEqual(new Set(had).size, had.length, "nobody shares");
  deepStrictEqual(had.toSorted(), [...keys(2), ...keys(6).map((key) => `wide-${key}`)].toSorted());
});

Deno.test("puts at once: as many are called for as a lane takes, and the next when one ends", async () => {
  await using digs = await digging();
  const { sql } = digs;
  await Promise.all(keys(5).map((key) => digs.put(key, "narrow")));
  const called = async () =>
    (await sql`select key from ops.work where kind = ${kind} and called_at is not null`).length;
  strictEqual(await called(), 2);
  const first = (await digs.claim())!;
  await sql`select ops.finish_work(${kind}, ${first.key}, ${first.lease_token})`;
  strictEqual(await called(), 2, "one that is left, and the next");
});

Deno.test("a worker that dies: the next goes on, and the late answer is refused", async () => {
  await using digs = await digging();
  const { sql } = digs;
  await digs.put("hole");
  const dead = (await digs.claim())!;
  strictEqual(await digs.claim(), undefined);
  await sql`update ops.work set lease_expires_at = clock_timestamp() where kind = ${kind}`;
  const next = (await digs.claim())!;
  const finish = (token: string) => sql`select ops.finish_work(${kind}, 'hole', ${token})`;
  await rejects(finish(dead.lease_token), { code: "OC002" });
  await finish(next.lease_token);
});

Deno.test("a worker that dies in its last attempt: the tick buries the work", async () => {
  await using digs = await digging();
  const { sql } = digs;
  await sql`select ops.put_work(${kind}, 'deep', p_max_attempts => 1)`;
  await digs.claim();
  await sql`update ops.work set lease_expires_at = clock_timestamp() where kind = ${kind}`;
  const dead = await eventually("it is a dead letter", async () => {
    const [row] = await sql`select code from ops.v_dead where kind = ${kind}`;
    return row;
  });
  strictEqual(dead!.code, "cut_off");
});

Deno.test("work that crashed with pg_net's tables is called for again by the tick", async () => {
  await using digs = await digging();
  const { sql } = digs;
  await sql.begin(async (tx) => {
    await tx`select ops.put_work(${kind}, 'lost')`;
    // As a crash leaves it: the call is noted, and what pg_net was to send is gone.
    await tx`delete from net.http_request_queue`;
    await tx`update ops.work_kinds set call_again_after = '0' where kind = ${kind}`;
  });
  await eventually("it is called for again", async () => {
    const calls = await sql`
      select from ops.function_calls where object = 'lost' and taken_at is not null`;
    return calls.length > 0;
  });
});
