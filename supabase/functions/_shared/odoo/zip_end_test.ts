import { strictEqual } from "node:assert/strict";
import { ZipEnd } from "./zip_end.ts";

/** 100 bytes of entries and directory, and the end that says so. */
function archive(): Uint8Array {
  const bytes = new Uint8Array(122);
  const end = new DataView(bytes.buffer, 100);
  end.setUint32(0, 0x06054b50, true);
  end.setUint32(12, 40, true); // the directory's length
  end.setUint32(16, 60, true); // and where it begins
  return bytes;
}

async function isWhole(bytes: Uint8Array, chunk: number): Promise<boolean> {
  const end = new ZipEnd();
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += chunk) {
      yield await Promise.resolve(bytes.subarray(at, at + chunk));
    }
  };
  let passed = 0;
  for await (const chunk of end.passing(chunks())) passed += chunk.length;
  strictEqual(passed, bytes.length);
  return end.isWhole();
}

Deno.test("ZipEnd knows a whole archive, however it is cut into chunks", async () => {
  for (const chunk of [1, 7, 21, 22, 23, 100, 122]) {
    strictEqual(await isWhole(archive(), chunk), true);
  }
});

Deno.test("ZipEnd knows one that broke off, began late, or is none", async () => {
  for (const end of [0, 10, 50, 100, 121]) {
    strictEqual(await isWhole(archive().subarray(0, end), 7), false, String(end));
  }
  strictEqual(await isWhole(archive().subarray(1), 7), false);
  strictEqual(await isWhole(new Uint8Array(500), 7), false);
});
