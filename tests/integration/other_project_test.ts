import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { callControl } from "../../stack/control.ts";
import { eventually } from "./support/eventually.ts";
import { otherProject } from "./support/other_project.ts";
import { loadStack } from "./support/stack.ts";

const stack = loadStack();

Deno.test("a database that has another project's address in Vault is refused, and finds its own functions", async (test) => {
  await using other = await otherProject();
  const sql = postgres(other.databaseUrl, { onnotice: () => {} });
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  const own = postgres(stack.databaseUrl, { onnotice: () => {} });
  await using __ = { [Symbol.asyncDispose]: () => own.end() };
  const ownUrl = `${other.apiUrl}/functions/v1`;
  const kept = async () => {
    const [row] = await sql`
      select decrypted_secret as url from vault.decrypted_secrets where name = 'functions_url'`;
    return row?.url;
  };
  const call = async () => {
    const [row] = await sql`select ops.call_function('operations-run') as id`;
    return row!.id as string;
  };
  const taken = (id: string) =>
    eventually("the call is taken", async () => {
      const [row] = await sql`select taken_at from ops.function_calls where id = ${id}`;
      return row!.taken_at !== null;
    });
  /** As whoever comes with something that looks like a token. */
  const ask = async () => {
    const headers = { authorization: `Bearer ocp_${"0".repeat(64)}` };
    const answer = await fetch(`${ownUrl}/api/me`, { headers });
    await answer.body?.cancel();
    strictEqual(answer.status, 401);
  };

  await test.step("what it calls elsewhere is no call of that project's", async () => {
    await sql`
      select vault.update_secret(id, ${`${stack.apiUrl}/functions/v1`})
      from vault.secrets where name = 'functions_url'`;
    const id = await call();
    const fault = await eventually("the call is told of", async () => {
      return (await sql`select fault from ops.function_calls where id = ${id}`)[0]!.fault;
    });
    deepStrictEqual([fault.code, fault.detail], [
      "call_foreign",
      "Cannot call operations-run: the function answered 421, so it is another project's.",
    ]);
    const [shown] = await sql`select path, detail from ops.v_call_faults`;
    deepStrictEqual({ ...shown }, { path: "operations-run", detail: fault.detail });
    strictEqual((await own`select from ops.function_calls where id = ${id}`).length, 0);
  });

  await test.step("the first call of its own functions mends it", async () => {
    await ask();
    strictEqual(await kept(), ownUrl);
    const [told] = await sql`select detail from ops.reconcile_faults where code = 'OC035'`;
    match(told!.detail, /another project's; functions_url is ".*" now$/);
    await taken(await call());
    deepStrictEqual([...await sql`select path from ops.v_call_faults`], []);
  });

  await test.step("and so does it where there was none", async () => {
    await sql`delete from vault.secrets where name = 'functions_url'`;
    strictEqual(await call(), null);
    await callControl(other, "POST", "/functions/api/kill");
    await ask();
    strictEqual(await kept(), ownUrl);
    await taken(await call());
  });
});
