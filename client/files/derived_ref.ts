/** What a ref may have, with room for a number behind it. */
const longest = 255;

/**
 * The ref of something that was given none: the ref of what it is in and its own name, as in
 * `year-end/close-the-books`. It depends on names alone, so that it stays when lines are moved.
 */
export function derivedRef(name: string, above?: string): string {
  const own = wordsOf(name) || `name-${digest(name)}`;
  const whole = above === undefined ? own : `${above}/${own}`;
  if (whole.length <= longest) return whole;
  const tail = `-${digest(whole)}`;
  return whole.slice(0, longest - tail.length).replace(/[\ud800-\udbff]$/, "") + tail;
}

/** Letters and digits of any script, in lower case, with hyphens between. */
function wordsOf(name: string): string {
  return name.normalize("NFC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu)?.join("-") ?? "";
}

/** FNV-1a: the same on every machine, and enough to tell names apart. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
