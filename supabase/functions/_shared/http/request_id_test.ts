import { match, notStrictEqual, strictEqual } from "node:assert/strict";
import { requestIdOf } from "./request_id.ts";

const of = (headers: Record<string, string>) => requestIdOf(new Headers(headers));
const trace = "0af7651916cd43dd8448eb211c80319c";
const traceparent = `00-${trace}-b7ad6b7169203331-01`;

Deno.test("requestIdOf() keeps the caller's own id, or else its trace's", () => {
  strictEqual(of({ "x-request-id": "run.42/a:b", traceparent }), "run.42/a:b");
  strictEqual(of({ traceparent }), trace);
});

Deno.test("requestIdOf() makes one where there is none that could be stored and shown", () => {
  const zeros = `00-${"0".repeat(32)}-b7ad6b7169203331-01`;
  for (const id of ["", "a b", 'a"b', "a\u00e9", "a".repeat(129)]) {
    match(of({ "x-request-id": id, traceparent: zeros }), /^[0-9a-f-]{36}$/);
  }
  notStrictEqual(of({}), of({}));
});
