import { deepStrictEqual, throws } from "node:assert/strict";
import { actorOf } from "./actor.ts";

const request = (headers: Record<string, string>) => new Request("http://localhost", { headers });

Deno.test("actorOf() reads for whom the caller asks", () => {
  const headers = {
    "x-actor": "agent@example.com",
    "x-actor-role": "agent",
    "x-actor-tenant": "tbwa",
    "x-on-behalf-of": "ann@example.com",
  };
  deepStrictEqual(actorOf(request(headers)), {
    user: "agent@example.com",
    role: "agent",
    tenant: "tbwa",
    on_behalf_of: "ann@example.com",
  });
});

Deno.test("actorOf() refuses to act for nobody, and names the header", () => {
  const wrong: [Record<string, string>, string][] = [
    [{}, "the header X-Actor is required; the header X-Actor-Role is required"],
    [{ "x-actor": "", "x-actor-role": "owner" }, "the header X-Actor is empty"],
    [
      { "x-actor": "ann", "x-actor-role": "o".repeat(64) },
      "the header X-Actor-Role is over 63 characters",
    ],
  ];
  for (const [headers, fault] of wrong) {
    const message = `Cannot serve the request: ${fault}.`;
    throws(() => actorOf(request(headers)), { code: "invalid_request", message });
  }
});
