import { deepStrictEqual, match, ok } from "node:assert/strict";
import { answers } from "./answers.ts";

Deno.test("answers() tells the status of whatever answers, and follows no redirect", async () => {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    return new Response(null, { status: 302, headers: { location: "/elsewhere" } });
  });
  const url = `http://127.0.0.1:${server.addr.port}/hook`;
  deepStrictEqual(await answers(url, "HEAD", 60_000), { status: 302 });
  deepStrictEqual(asked, ["HEAD /hook"]);
  await server.shutdown();
  const gone = await answers(nobodys(), "GET", 60_000);
  ok("reason" in gone);
  match(gone.reason, /nothing answers there/);
});

Deno.test("answers() waits so long, and no longer", async () => {
  const late = Promise.withResolvers<Response>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => late.promise,
  );
  const silent = await answers(`http://127.0.0.1:${server.addr.port}`, "GET", 20);
  ok("reason" in silent);
  match(silent.reason, /has not answered in time/);
  late.resolve(new Response());
  await server.shutdown();
});

/** An address where nothing listens, and no connection is left of what did. */
function nobodys(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}`;
}
