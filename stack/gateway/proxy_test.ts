import assert from "node:assert/strict";
import { forward, Idle } from "./proxy.ts";

Deno.test("forward() waits so long for an answer to begin, and then gives up", async () => {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async ({ url }) => {
      if (url.endsWith("/never")) await over;
      return new Response("begun");
    },
  );
  const asked = async (path: string, idleMs: number) => {
    const url = new URL(`http://127.0.0.1:${server.addr.port}${path}`);
    return await (await forward(new Request(url), url, idleMs)).text();
  };
  try {
    assert.equal(await asked("/", 60_000), "begun");
    await assert.rejects(asked("/never", 50), Idle);
  } finally {
    end();
  }
});
