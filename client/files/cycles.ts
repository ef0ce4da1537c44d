/** Ways that lead back to where they began, each once; in time that grows with the graph alone. */
export function cyclesIn(keys: Iterable<string>, next: (key: string) => string[]): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  for (const start of keys) {
    if (done.has(start)) continue;
    const way: string[] = [];
    const onWay = new Map<string, number>();
    // A frame a key: depth first without recursion, since a chain may be as long as the file.
    const frames: { key: string; rest: string[] }[] = [];
    const enter = (key: string) => {
      onWay.set(key, way.push(key) - 1);
      frames.push({ key, rest: [...next(key)] });
    };
    enter(start);
    while (frames.length > 0) {
      const { key, rest } = frames.at(-1)!;
      const to = rest.shift();
      if (to === undefined) {
        frames.pop();
        way.pop();
        onWay.delete(key);
        done.add(key);
      } else if (onWay.has(to)) cycles.push(way.slice(onWay.get(to)));
      else if (!done.has(to)) enter(to);
    }
  }
  return cycles;
}
