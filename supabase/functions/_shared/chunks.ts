/** Slices of at most `size` items. */
export function chunksOf<T>(items: T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
}

const encoder = new TextEncoder();

/**
 * Slices of as many items as `rows` says, asked anew for each, that stay under `bytes` of JSON,
 * unless one item alone is larger.
 */
export function* chunksWithin<T>(
  items: T[],
  limits: { rows: () => number; bytes: number },
): Generator<T[]> {
  let start = 0;
  while (start < items.length) {
    const most = limits.rows();
    let end = start;
    let bytes = 0;
    while (end < items.length && end - start < most) {
      bytes += encoder.encode(JSON.stringify(items[end])).length;
      if (end > start && bytes > limits.bytes) break;
      end++;
    }
    yield items.slice(start, end);
    start = end;
  }
}
