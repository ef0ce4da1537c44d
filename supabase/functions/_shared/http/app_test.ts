import { strictEqual } from "node:assert/strict";
import { edgeFunction } from "./app.ts";

const endpoint = edgeFunction("x-function", {
  "POST /": () => Promise.resolve(new Response("reached")),
});

async function answer(method: string, path: string) {
  const response = await endpoint.fetch(new Request(`http://localhost${path}`, { method }));
  return { status: response.status, body: await response.json(), headers: response.headers };
}

for (const path of ["/", "/x-function/more", "/other"]) {
  Deno.test(`edgeFunction() has nothing at ${path}`, async () => {
    const { status, body, headers } = await answer("POST", path);
    strictEqual(status, 404);
    strictEqual(body.code, "not_found");
    strictEqual(body.suggestion, "The paths are in docs/api.md.");
    strictEqual(headers.get("content-type"), "application/problem+json");
  });
}

for (const method of ["GET", "PUT", "DELETE"]) {
  Deno.test(`edgeFunction() does not take ${method}`, async () => {
    const { status, body } = await answer(method, "/x-function");
    strictEqual(status, 405);
    strictEqual(body.code, "method_not_allowed");
    strictEqual(body.detail, "Cannot serve the request: x-function takes POST.");
  });
}
