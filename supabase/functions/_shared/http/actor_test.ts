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

Deno.test("actorOf() refuses to act for nobody", () => {
  const missing = { code: "invalid_request", message: /X-Actor must name who asks/ };
  throws(() => actorOf(request({ "x-actor-role": "platform_owner" })), missing);
  throws(() => actorOf(request({ "x-actor": "ann" })), { message: /X-Actor-Role/ });
});
