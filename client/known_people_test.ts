import { deepEqual } from "node:assert/strict";
import { apiOf } from "./client.ts";
import { knownPeople } from "./known_people.ts";

/** A platform with so many bindings, each with one person of its own. */
function platform(bindings: number) {
  const names = Array.from({ length: bindings }, (_, nr) => `b${nr}`);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, ({ url }) => {
    const { pathname, searchParams } = new URL(url);
    const at = (name: string) => Number(searchParams.get(name));
    const [, name] = /bindings\/(\w+)\/people$/.exec(pathname) ?? [];
    const items = name === undefined
      ? names.slice(at("offset"), at("offset") + at("limit")).map((name) => ({ name }))
      : [{ name, address: `${name}@example.com` }];
    return Response.json({ items, total: name === undefined ? names.length : 1 });
  });
  const api = apiOf(`http://127.0.0.1:${server.addr.port}`, "t");
  return { api, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test("knownPeople() asks every binding, however many pages of them there are", async () => {
  await using p = platform(401);
  const people = await knownPeople(p.api, undefined);
  deepEqual([people.length, people.at(-1)], [401, { name: "b400", address: "b400@example.com" }]);
  deepEqual((await knownPeople(p.api, "b7")).map(({ name }) => name), ["b7"]);
});
