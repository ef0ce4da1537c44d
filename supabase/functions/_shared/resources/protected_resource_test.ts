import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { AppError } from "../errors.ts";
import { challenge, protectedResource } from "./protected_resource.ts";

const config = {
  functionsUrl: "https://x.example.com/functions/v1",
  authIssuer: "https://x.example.com/auth/v1",
};
const unknown = new AppError("unauthorized", "Cannot serve the request: it has no bearer token.");
const metadata =
  'resource_metadata="https://x.example.com/functions/v1/api/.well-known/oauth-protected-resource"';

Deno.test("protectedResource() names the project's Auth", async () => {
  deepStrictEqual(await protectedResource(config).json(), {
    resource: "https://x.example.com/functions/v1/api/mcp",
    resource_name: "Odoo control plane",
    authorization_servers: ["https://x.example.com/auth/v1"],
    bearer_methods_supported: ["header"],
  });
});

Deno.test("challenge() says where to sign in, and why a token is refused", () => {
  const told = (bearer: string | null) =>
    challenge(unknown, bearer, config).headers.get("www-authenticate");
  strictEqual(told(null), `Bearer ${metadata}`);
  strictEqual(told("Bearer x"), `Bearer error="invalid_token", ${metadata}`);
  strictEqual(challenge(unknown, null, config).status, 401);
});

Deno.test("challenge() leaves other errors as they are", () => {
  const other = new AppError("forbidden", "Cannot do this: it is a test.");
  throws(() => challenge(other, null, config), other);
});
