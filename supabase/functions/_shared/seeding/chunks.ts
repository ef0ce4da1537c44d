/** Slices of at most `size` items. */
export function chunksOf<T>(items: T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
}

const encoder = new TextEncoder();

/** Slices of at most `rows` items that stay under `bytes` of JSON, unless one item alone is larger. */
export function chunksWithin<T>(items: T[], limits: { rows: number; bytes: number }): T[][] {
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = encoder.encode(JSON.stringify(item)).length;
    if (chunk.length > 0 && (chunk.length === limits.rows || bytes + size > limits.bytes)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(item);
    bytes += size;
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks;
}

/** Smaller batches cost more a row: 50 run 322/s where 100 run 360/s and 500 run 430/s. */
const fewestRows = 100;

/** Batches of nearly equal size that keep every lane busy to the end. */
export function evenRows(total: number, most: number, lanes: number): number {
  const rounds = Math.max(1, Math.ceil(total / (most * lanes)));
  return Math.min(most, Math.max(fewestRows, Math.ceil(total / (rounds * lanes))));
}
