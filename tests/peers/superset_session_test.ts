import { deepStrictEqual, doesNotMatch, ok, rejects, strictEqual } from "node:assert/strict";
import { decodeJwt, SignJWT } from "jose";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { SupersetClient } from "../../supabase/functions/_shared/superset/client.ts";
import { findDatabase } from "../../supabase/functions/_shared/superset/databases.ts";
import type { SupersetFault } from "../../supabase/functions/_shared/superset/faults.ts";
import { deleteRowRule } from "../../supabase/functions/_shared/superset/row_rules.ts";
import { owner, secrets, state, supersetClient } from "./support/superset.ts";
import { between } from "./support/superset_between.ts";

const look = (client: SupersetClient) => findDatabase(client, { name: "none of that name" });
/** A write that finds nothing. */
const write = (client: SupersetClient) => deleteRowRule(client, 0);

/** The same token as it would be an hour later; signed by Superset's key unless by another. */
async function runOut(token: string, key = secrets.secretKey): Promise<string> {
  const claims = { ...decodeJwt(token), exp: Math.floor(Date.now() / 1000) - 60 };
  return await new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(key));
}

/** Has a sign-in's first answer say tokens that are no good any more. */
function stale(members: string[], key?: string) {
  return between({
    async answered(what, text, nth) {
      if (what !== "POST /security/login" || nth > 1) return text;
      const tokens = JSON.parse(text);
      for (const member of members) tokens[member] = await runOut(tokens[member], key);
      return JSON.stringify(tokens);
    },
  });
}

Deno.test("a sign-in is made once for all who ask, and reads and writes", async () => {
  await using way = between({});
  const client = supersetClient(way.url);
  deepStrictEqual(await Promise.all([look(client), look(client)]), [undefined, undefined]);
  strictEqual(await write(client), false);
  strictEqual(await write(client), false);
  deepStrictEqual(way.asked, [
    "POST /security/login",
    "GET /database/",
    "GET /database/",
    "GET /security/csrf_token/",
    "DELETE /rowlevelsecurity/0",
    "DELETE /rowlevelsecurity/0",
  ]);
});

Deno.test("a wrong password is told as such, and is not in the text", async () => {
  const wrong = new SupersetClient(state.url, { ...owner, password: new Secret("guessed") });
  for (let i = 0; i < 2; i++) {
    await rejects(look(wrong), ({ code, status, detail }: SupersetFault) => {
      deepStrictEqual([code, status], ["superset_auth_failed", 401]);
      doesNotMatch(detail, /guessed/);
      return true;
    });
  }
});

Deno.test("an access token that has run out is renewed, for a read and for a write", async () => {
  for (const act of [look, write]) {
    await using way = stale(["access_token"]);
    ok(!await act(supersetClient(way.url)));
    const renewed = way.asked.filter((what) => what.startsWith("POST"));
    deepStrictEqual(renewed, ["POST /security/login", "POST /security/refresh"]);
  }
});

Deno.test("where the sign-in cannot be renewed, it is made again", async () => {
  await using late = stale(["access_token", "refresh_token"]);
  await using foreign = stale(["access_token", "refresh_token"], "k".repeat(42));
  for (const way of [late, foreign]) {
    ok(!await look(supersetClient(way.url)));
    deepStrictEqual(way.asked, [
      "POST /security/login",
      "GET /database/",
      "POST /security/refresh",
      "POST /security/login",
      "GET /database/",
    ]);
  }
});

Deno.test("a token for writes that Superset does not know any more is fetched again", async () => {
  for (const header of ["cookie", "x-csrftoken"]) {
    await using way = between({
      asked(what, headers, nth) {
        if (what.startsWith("PUT") && nth === 1) headers.delete(header);
      },
    });
    const change = supersetClient(way.url).send({
      ...{ method: "PUT", path: "/rowlevelsecurity/0", body: { name: "x" }, title: "change it" },
    });
    await rejects(change, { code: "superset_missing" });
    deepStrictEqual(way.asked, [
      "POST /security/login",
      "GET /security/csrf_token/",
      "PUT /rowlevelsecurity/0",
      "GET /security/csrf_token/",
      "PUT /rowlevelsecurity/0",
    ]);
  }
});
