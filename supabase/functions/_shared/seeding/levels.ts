/** A task to be created and the refs it needs to be there first. */
export interface Node {
  ref: string;
  needs: string[];
}

/**
 * Orders nodes so that each comes after what it needs among them; nodes of one level do not need
 * each other. What needs itself through others ends up in `cyclic`.
 */
export function levelsOf<T extends Node>(nodes: T[]): { levels: T[][]; cyclic: T[] } {
  const inside = new Set(nodes.map((node) => node.ref));
  const open = new Map<string, number>();
  const dependants = new Map<string, T[]>();
  for (const node of nodes) {
    const needs = new Set(node.needs.filter((ref) => inside.has(ref)));
    open.set(node.ref, needs.size);
    for (const ref of needs) {
      const known = dependants.get(ref);
      if (known) known.push(node);
      else dependants.set(ref, [node]);
    }
  }
  const levels: T[][] = [];
  let level = nodes.filter((node) => open.get(node.ref) === 0);
  while (level.length > 0) {
    levels.push(level);
    const next: T[] = [];
    for (const dependant of level.flatMap((node) => dependants.get(node.ref) ?? [])) {
      const left = open.get(dependant.ref)! - 1;
      open.set(dependant.ref, left);
      if (left === 0) next.push(dependant);
    }
    level = next;
  }
  return { levels, cyclic: nodes.filter((node) => open.get(node.ref)! > 0) };
}
