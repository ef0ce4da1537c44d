import { deepStrictEqual, doesNotMatch, match, ok, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import {
  changeDatabase,
  createDatabase,
  deleteDatabase,
  findDatabase,
} from "../../supabase/functions/_shared/superset/databases.ts";
import {
  deleteDataset,
  getOrCreateDataset,
} from "../../supabase/functions/_shared/superset/datasets.ts";
import type { SupersetFault } from "../../supabase/functions/_shared/superset/faults.ts";
import { analytics, client } from "./support/superset_workspace.ts";

/** The URI with parts of it changed. */
function changed(uri: Secret, parts: Partial<Pick<URL, "password" | "pathname" | "host">>): Secret {
  return new Secret(Object.assign(new URL(uri.reveal()), parts).href);
}

Deno.test("a database is made, found, changed and deleted, and nobody types SQL there", async () => {
  await using t = await analytics(1);
  const [{ schema: name, uri }] = t.tenants as [typeof t.tenants[0]];
  strictEqual(await findDatabase(client, { name }), undefined);
  const { id, uuid } = await createDatabase(client, { name, uri });
  const found = { id, uuid, name, exposedInSqlLab: false, allowsDml: false };
  deepStrictEqual(await findDatabase(client, { name }), found);
  deepStrictEqual(await findDatabase(client, { uuid }), found);

  await changeDatabase(client, id, { name: `${name} renamed`, uri });
  deepStrictEqual(await findDatabase(client, { uuid }), { ...found, name: `${name} renamed` });

  const dataset = await getOrCreateDataset(client, { database: id, schema: name, table: "hours" });
  await rejects(deleteDatabase(client, id), { code: "superset_refused", status: 422 });
  ok(await deleteDataset(client, dataset));
  ok(await deleteDatabase(client, id));
  strictEqual(await deleteDatabase(client, id), false);
  await rejects(changeDatabase(client, id, { name, uri }), { code: "superset_missing" });
});

Deno.test("a database that Superset cannot log in to is refused, and its password is not told", async () => {
  await using t = await analytics(1);
  const [{ schema: name, uri, password }] = t.tenants as [typeof t.tenants[0]];
  const wrong = {
    password: changed(uri, { password: "a wrong password" }),
    database: changed(uri, { pathname: "/none_of_that_name" }),
    host: changed(uri, { host: "127.0.0.1:1" }),
  };
  for (const [what, uri] of Object.entries(wrong)) {
    await rejects(createDatabase(client, { name, uri }), ({ code, detail }: SupersetFault) => {
      strictEqual(code, "superset_database_refused", `${what}: ${detail}`);
      doesNotMatch(detail, new RegExp(`a wrong password|${password}`));
      return true;
    });
  }
  await rejects(createDatabase(client, { name, uri: new Secret("sqlite:////tmp/x.db") }), {
    code: "superset_refused",
  });
  strictEqual(await findDatabase(client, { name }), undefined);

  const { id } = await createDatabase(client, { name, uri });
  await rejects(createDatabase(client, { name, uri }), ({ code, detail }: SupersetFault) => {
    strictEqual(code, "superset_exists");
    match(detail, /already exists/);
    return true;
  });
  await rejects(changeDatabase(client, id, { name, uri: wrong.password }), {
    code: "superset_database_refused",
  });
  ok(await deleteDatabase(client, id));
});
