import { deepStrictEqual, ok, rejects } from "node:assert/strict";
import { z } from "zod";
import { jsonBody } from "./json_body.ts";

const schema = z.strictObject({
  name: z.string().default("nobody"),
  rows: z.array(z.object({ id: z.number() })).optional(),
});

function read(body?: BodyInit) {
  return jsonBody(new Request("http://localhost/", { method: "POST", body }), schema);
}

Deno.test("jsonBody() gives what the schema makes of the body", async () => {
  deepStrictEqual(await read('{"rows":[{"id":1}]}'), { name: "nobody", rows: [{ id: 1 }] });
});

for (const body of [undefined, "", " \n"]) {
  Deno.test(`jsonBody() takes ${JSON.stringify(body)} for {}`, async () => {
    deepStrictEqual(await read(body), { name: "nobody" });
  });
}

Deno.test("jsonBody() refuses what is not JSON", async () => {
  await rejects(read("{name: 1}"), {
    code: "invalid_request",
    message: "Cannot read the body: it is not JSON.",
  });
});

Deno.test("jsonBody() refuses what is not UTF-8 rather than store something else", async () => {
  const body = new Uint8Array([...new TextEncoder().encode('{"name":"'), 0xff, 0x22, 0x7d]);
  await rejects(read(body), { message: "Cannot read the body: it is not JSON." });
});

Deno.test("jsonBody() names every wrong field, and the object where it is the object itself", async () => {
  await rejects(read('{"name":1,"rows":[{"id":1},{}]}'), {
    code: "invalid_request",
    message: /^Cannot accept the body: name: [^;]+; rows\.1\.id: is required\.$/,
  });
  await rejects(read('{"nane":"a"}'), {
    code: "invalid_request",
    message: "Cannot accept the body: nane: is not known here.",
  });
  await rejects(read("[]"), { code: "invalid_request", message: /body: Invalid input/ });
});

Deno.test("jsonBody() refuses more than a megabyte", async () => {
  await rejects(read(JSON.stringify({ name: "a".repeat(1_000_000) })), {
    code: "body_too_large",
    message: /over 1000000 bytes/,
  });
});

Deno.test("jsonBody() leaves a body without end as soon as it is too large", async () => {
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      if (++sent > 100) controller.close();
      else controller.enqueue(new Uint8Array(100_000));
    },
  });
  await rejects(read(endless), { code: "body_too_large", message: /over 1000000 bytes/ });
  ok(sent < 20, `${sent} chunks were read`);
});

Deno.test("jsonBody() leaves a body that does not come", async () => {
  const silent = new ReadableStream({ pull: () => new Promise(() => {}) });
  const request = new Request("http://localhost/", { method: "POST", body: silent });
  await rejects(jsonBody(request, schema, 20), { code: "body_too_slow" });
});

for (const name of ["a\u0000b", "half \ud800 a pair"]) {
  Deno.test(`jsonBody() refuses ${JSON.stringify(name)}, which PostgreSQL cannot store`, async () => {
    const message = /^Cannot accept the body: name: must be text without NUL/;
    await rejects(read(JSON.stringify({ name })), { code: "invalid_request", message });
  });
}
