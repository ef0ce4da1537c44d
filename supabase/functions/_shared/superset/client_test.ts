import {
  deepStrictEqual,
  doesNotMatch,
  match,
  ok,
  rejects,
  strictEqual,
  throws,
} from "node:assert/strict";
import { z } from "zod";
import { peer } from "../outside/fake_peer.ts";
import { Secret } from "../secret.ts";
import { SupersetClient } from "./client.ts";
import type { SupersetFault } from "./faults.ts";

const login = { username: "platform", password: new Secret("hidden1") };
const look = { method: "GET", path: "/thing/1", title: "look at it" } as const;
const make = { method: "POST", path: "/thing/", title: "make it", body: {} } as const;
const retry = { attempts: 3, baseMs: 0, maxMs: 0 };

/** A Superset that lets everybody in, and answers all else as it is told. */
function superset(answer: (nth: number) => Response | Promise<Response>) {
  let times = 0;
  return peer((request) => {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/login")) {
      return Response.json({ access_token: "hidden2", refresh_token: "hidden3" });
    }
    if (pathname.endsWith("/csrf_token/")) return Response.json({ result: "hidden4" });
    return answer(++times);
  });
}

const asked = ({ requests }: ReturnType<typeof superset>) =>
  requests.filter(({ path }) => path.includes("/thing/")).length;

Deno.test("what fails for a moment is asked again where that does no harm", async () => {
  for (
    const [status, code, request, times] of [
      [503, "superset_busy", look, 3],
      [503, "superset_busy", make, 3],
      [429, "superset_busy", make, 3],
      [502, "superset_failed", look, 3],
      [502, "superset_failed", { ...make, repeatable: true }, 3],
      // It may have been made.
      [502, "superset_failed", make, 1],
      // Superset itself has failed, and would again.
      [500, "superset_failed", look, 1],
      [302, "superset_failed", look, 1],
      [403, "superset_refused", look, 1],
    ] as const
  ) {
    await using it = superset(() => new Response(null, { status }));
    const client = new SupersetClient(it.url, login, { retry });
    await rejects(client.send(request), { code, status });
    strictEqual(asked(it), times, `${status} ${request.method}`);
  }
  await using once = superset((nth) =>
    nth < 3 ? new Response(null, { status: 503 }) : new Response("{}")
  );
  strictEqual(await new SupersetClient(once.url, login, { retry }).send(make), "{}");
});

Deno.test("a Superset that says when to come back is told with that", async () => {
  const headers = { "retry-after": "7" };
  await using it = superset(() => new Response(null, { status: 429, headers }));
  const client = new SupersetClient(it.url, login, { retry: { ...retry, attempts: 1 } });
  await rejects(client.send(look), { code: "superset_busy", retryAfter: 7 });
});

Deno.test("a Superset that never answers is left after the time limit, and may have done it", async () => {
  const late = Promise.withResolvers<Response>();
  await using it = superset((nth) => nth === 1 ? new Response("{}") : late.promise);
  let leftMs = Infinity;
  const limits = { retry, timeoutMs: 600_000, leftMs: () => leftMs };
  const client = new SupersetClient(it.url, login, limits);
  await client.send(make); // signs in, for which the limit below may be too short
  leftMs = 50;
  await rejects(client.send(make), ({ code, detail }: SupersetFault) => {
    strictEqual(code, "superset_failed");
    match(detail, /has not answered in time/);
    return true;
  });
  ok(asked(it) <= 2);
  late.resolve(new Response());
});

Deno.test("nothing is asked once the caller has no time left, or where nobody listens", async () => {
  await using it = superset(() => new Response("{}"));
  const late = new SupersetClient(it.url, login, { retry, leftMs: () => 0 });
  await rejects(late.send(look), { code: "superset_failed" });
  strictEqual(it.requests.length, 0);
  const nobody = new SupersetClient("http://127.0.0.1:1", login, { retry });
  await rejects(nobody.send(make), { code: "superset_unreachable" });
});

Deno.test("no secret is in an error's text, however Superset quotes it", async () => {
  const text =
    "hidden5 and hidden6 [SQL: INSERT INTO ab_user VALUES (%s)] [parameters: ('hidden7')]";
  const bodies = [{ message: text }, { errors: [{ message: text }] }, {
    message: { name: [text] },
  }];
  for (const body of bodies) {
    await using it = superset(() => Response.json(body, { status: 422 }));
    const secrets = [new Secret("hidden5"), new Secret("hidden6")];
    const refused = new SupersetClient(it.url, login).send({ ...make, secrets });
    await rejects(refused, ({ code, detail }: SupersetFault) => {
      strictEqual(code, "superset_refused");
      match(detail, /^Cannot make it: Superset answered 422, .*\*\*\* and \*\*\*/);
      doesNotMatch(detail, /hidden/);
      return true;
    });
  }
});

Deno.test("an answer that is not what it should be is told as such, and so is a list that never ends", async () => {
  for (const text of ["<html>", "[]", '{"id": "one"}']) {
    await using it = superset(() => new Response(text));
    const client = new SupersetClient(it.url, login);
    await rejects(client.ask(look, z.object({ id: z.number() })), { code: "superset_failed" });
  }
  await using it = superset((nth) =>
    Response.json({ count: 3, result: [{ id: Math.min(nth, 2) }] })
  );
  const list = { path: "/thing/", title: "list them", filters: [], order: "name" };
  const row = z.object({ id: z.number() });
  await rejects(new SupersetClient(it.url, login).list(list, row), { code: "superset_failed" });
});

Deno.test("a sign-in that failed is not kept", async () => {
  let times = 0;
  await using it = peer(({ url }) => {
    if (!url.endsWith("/login")) return new Response("{}");
    const tokens = { access_token: "hidden2", refresh_token: "hidden3" };
    return ++times === 1 ? new Response(null, { status: 500 }) : Response.json(tokens);
  });
  const client = new SupersetClient(it.url, login, { retry });
  await rejects(client.send(look), { code: "superset_failed", status: 500 });
  strictEqual(await client.send(look), "{}");
  deepStrictEqual(it.requests.map(({ path }) => path.replace("/api/v1", "")), [
    ...["/security/login", "/security/login", "/thing/1"],
  ]);
});

Deno.test("a URL that is none, or carries a password, is refused", () => {
  for (const url of ["superset", "ftp://127.0.0.1", "http://ann:secret@127.0.0.1"]) {
    throws(() => new SupersetClient(url, login), { code: "misconfigured" });
  }
});
