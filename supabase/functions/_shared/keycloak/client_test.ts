import { deepStrictEqual, doesNotMatch, match, rejects, strictEqual } from "node:assert/strict";
import { z } from "zod";
import type { AppError } from "../errors.ts";
import { peer } from "../outside/fake_peer.ts";
import { Secret } from "../secret.ts";
import { KeycloakClient } from "./client.ts";
import { createRealm } from "./realms.ts";

const isToken = (request: Request) => request.url.endsWith("/token");
const token = () => Response.json({ access_token: "t0ken", expires_in: 60 });
const access = (url: string) => ({ url, client: { id: "platform", secret: new Secret("hidden") } });
const request = { title: "do it", method: "POST", path: "/acme/users" } as const;

/** A Keycloak that lets the platform in and answers the admin API so, one after the other. */
function answering(...answers: Response[]) {
  return peer((request) => isToken(request) ? token() : answers.shift() ?? new Response("{}"));
}

Deno.test("KeycloakClient repeats what harms nobody, after an answer that says nothing", async () => {
  await using keycloak = answering(new Response("", { status: 502 }));
  await new KeycloakClient(access(keycloak.url)).send(request);
  strictEqual(
    keycloak.requests.filter(({ path }) => path === "/admin/realms/acme/users").length,
    2,
  );
});

Deno.test("KeycloakClient sends what is to be done once only once", async () => {
  await using keycloak = answering(new Response("", { status: 502 }));
  const sending = new KeycloakClient(access(keycloak.url)).send({ ...request, once: true });
  await rejects(sending, { code: "keycloak_failed", mayBeDone: true });
  strictEqual(keycloak.requests.length, 2);
});

Deno.test("KeycloakClient repeats even that where Keycloak says that it does nothing now", async () => {
  await using keycloak = answering(new Response("", { status: 503 }));
  await new KeycloakClient(access(keycloak.url)).send({ ...request, once: true });
  strictEqual(keycloak.requests.length, 3);
});

Deno.test("KeycloakClient tells a refusal in Keycloak's words, without what is secret", async () => {
  const words = { errorMessage: "hidden, t0ken and pa55word are wrong" };
  for (const [status, code] of [[400, "refused"], [403, "refused"], [404, "missing"]] as const) {
    await using keycloak = answering(Response.json(words, { status }));
    const client = new KeycloakClient(access(keycloak.url));
    const sending = client.send({ ...request, secrets: [new Secret("pa55word")] });
    await rejects(sending, (error: AppError) => {
      strictEqual(error.code, `keycloak_${code}`);
      match(error.detail, /^Cannot do it: Keycloak answered \d+, .* are wrong\.$/);
      doesNotMatch(error.detail, /t0ken|pa55word/);
      return true;
    });
  }
});

Deno.test("createRealm() tells no secret of a client that Keycloak quotes", async () => {
  const words = { errorMessage: "the client odoo with s3cret is wrong" };
  await using keycloak = answering(Response.json(words, { status: 400 }));
  const clients = [{ clientId: "odoo", secret: "s3cret" }, { clientId: "public" }];
  const creating = createRealm(new KeycloakClient(access(keycloak.url)), {
    realm: "acme",
    clients,
  });
  await rejects(creating, {
    detail:
      "Cannot create the realm acme: Keycloak answered 400, the client odoo with *** is wrong.",
  });
});

Deno.test("KeycloakClient asks for another token once, and then says that it is not let in", async () => {
  const no = () => new Response("", { status: 401 });
  await using keycloak = answering(no(), no());
  await rejects(new KeycloakClient(access(keycloak.url)).send(request), {
    code: "keycloak_auth_failed",
  });
  const paths = keycloak.requests.map(({ path }) => path.split("/").at(-1));
  deepStrictEqual(paths, ["token", "users", "token", "users"]);
});

Deno.test("KeycloakClient takes no answer for what it is not", async () => {
  const wrong = { code: "keycloak_failed" };
  await using keycloak = answering(new Response("<html>"), Response.json({ id: 7 }));
  const client = new KeycloakClient(access(keycloak.url));
  const schema = z.object({ id: z.string() });
  for (let times = 0; times < 2; times++) await rejects(client.ask(request, schema), wrong);
  await using proxy = peer(() => new Response("<html>"));
  await rejects(new KeycloakClient(access(proxy.url)).send(request), wrong);
});

Deno.test("KeycloakClient begins nothing for which its caller has no time", async () => {
  await using keycloak = answering();
  const client = new KeycloakClient(access(keycloak.url), { leftMs: () => 0 });
  await rejects(client.send(request), { code: "keycloak_busy" });
  strictEqual(keycloak.requests.length, 0);
});
