import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { chunksOf, chunksWithin } from "./chunks.ts";

const size = fc.integer({ min: 1, max: 10 });

Deno.test("chunksOf() loses nothing and fills every slice but the last", () => {
  fc.assert(fc.property(fc.array(fc.nat()), size, (items, most) => {
    const chunks = chunksOf(items, most);
    deepStrictEqual(chunks.flat(), items);
    for (const chunk of chunks.slice(0, -1)) strictEqual(chunk.length, most);
    strictEqual(chunks.every((chunk) => chunk.length >= 1 && chunk.length <= most), true);
  }));
});

function bytesOf(items: unknown[]): number {
  const bytes = items.map((item) => new TextEncoder().encode(JSON.stringify(item)).length);
  return bytes.reduce((sum, length) => sum + length, 0);
}

const nine = () => 9;
const texts = fc.array(fc.string({ unit: "grapheme-ascii", maxLength: 20 }));

Deno.test("chunksWithin() loses nothing and cuts only where a limit asks for it", () => {
  fc.assert(fc.property(texts, size, fc.integer({ min: 1, max: 60 }), (items, rows, bytes) => {
    const chunks = [...chunksWithin(items, { rows: () => rows, bytes })];
    deepStrictEqual(chunks.flat(), items);
    chunks.forEach((chunk, index) => {
      strictEqual(chunk.length >= 1 && chunk.length <= rows, true);
      strictEqual(chunk.length === 1 || bytesOf(chunk) <= bytes, true);
      const next = chunks[index + 1]?.[0];
      if (next === undefined) return;
      strictEqual(chunk.length === rows || bytesOf([...chunk, next]) > bytes, true);
    });
  }));
});

Deno.test("chunksWithin() counts bytes, not characters", () => {
  // Each is 2 quotes and 4 bytes a face.
  const faces = ["😀😀", "😀😀"];
  deepStrictEqual([...chunksWithin(faces, { rows: nine, bytes: 20 })], [faces]);
  deepStrictEqual([...chunksWithin(faces, { rows: nine, bytes: 19 })], [[faces[0]], [faces[1]]]);
});

Deno.test("chunksWithin() sends an item that is too large alone", () => {
  const large = "a".repeat(50);
  const chunks = [...chunksWithin(["b", large, "c"], { rows: nine, bytes: 20 })];
  deepStrictEqual(chunks, [["b"], [large], ["c"]]);
});

Deno.test("chunksWithin() asks anew how many rows a slice takes", () => {
  const sizes = [1, 3, 2][Symbol.iterator]();
  const rows = () => sizes.next().value!;
  const chunks = [...chunksWithin([1, 2, 3, 4, 5], { rows, bytes: 100 })];
  deepStrictEqual(chunks, [[1], [2, 3, 4], [5]]);
});
