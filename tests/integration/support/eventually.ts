/**
 * What `look` finds, once it finds something; it looks again and again. The bound is there to end what
 * hangs: on a busy machine all that comes may come late.
 * @throws {Error} when nothing comes within `seconds`, and at once what `look` throws
 */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  { seconds = 600, everyMs = 50 }: { seconds?: number; everyMs?: number } = {},
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  do {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  } while (performance.now() < end);
  throw new Error(`Cannot wait until ${what}: it does not come in ${seconds} s.`);
}
