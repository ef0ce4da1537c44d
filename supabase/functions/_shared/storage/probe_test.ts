import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { AppError } from "../errors.ts";
import { probeStore } from "./probe.ts";

/** A bucket in memory, which may lose a byte. */
function bucket(lost = 0) {
  const objects = new Map<string, number>();
  return {
    objects,
    async put(path: string, content: AsyncIterable<Uint8Array>) {
      let size = 0;
      for await (const chunk of content) size += chunk.length;
      objects.set(path, size - lost);
    },
    size: (path: string) => Promise.resolve(objects.get(path)),
    remove: (path: string) => Promise.resolve(void objects.delete(path)),
  };
}
const signal = new AbortController().signal;

Deno.test("probeStore() leaves nothing in a bucket that works", async () => {
  const store = bucket();
  strictEqual(await probeStore(store, signal), true);
  deepStrictEqual([...store.objects], []);
});

Deno.test("probeStore() tells a bucket that keeps something else, and one that takes nothing", async () => {
  strictEqual(await probeStore(bucket(1), signal), false);
  const refusing = {
    ...bucket(),
    put: () => Promise.reject(new AppError("storage_failed", "Cannot store it: no.")),
  };
  await rejects(probeStore(refusing, signal), { code: "storage_failed" });
});
