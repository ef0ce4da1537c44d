import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { once } from "./once.ts";

Deno.test("once() works when it is first asked, for all who ask", async () => {
  let worked = 0;
  const get = once(() => Promise.resolve(++worked));
  strictEqual(worked, 0);
  deepStrictEqual(await Promise.all([get(), get()]), [1, 1]);
  deepStrictEqual([await get(), worked], [1, 1]);
});

Deno.test("once() fails for all who ask, and does not try again", async () => {
  let worked = 0;
  const get = once(() => Promise.reject(new Error(`try ${++worked}`)));
  await rejects(get(), /try 1/);
  await rejects(get(), /try 1/);
});
