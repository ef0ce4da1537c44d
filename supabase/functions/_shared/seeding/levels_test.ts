import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { levelsOf, type Node } from "./levels.ts";

const refs = (nodes: Node[]) => nodes.map((node) => node.ref);
const refsByLevel = (nodes: Node[]) => levelsOf(nodes).levels.map(refs);

/** Graphs of up to twelve nodes; a need may point back, at the node itself, or out of the graph. */
const graphs = fc.uniqueArray(fc.nat(15), { maxLength: 12 }).chain((ids) =>
  fc.tuple(...ids.map((id) =>
    fc.array(fc.nat(15), { maxLength: 3 }).map((needs): Node => ({
      ref: `t${id}`,
      needs: needs.map((need) => `t${need}`),
    }))
  ))
);

/** Whether a node gets back to itself or to one that does: followed along the needs, step by step. */
function needsCycle(nodes: Node[], ref: string): boolean {
  const needsOf = (ref: string) => nodes.find((node) => node.ref === ref)?.needs ?? [];
  let reached = [ref];
  // A way of as many steps as there are nodes visits one of them twice.
  for (let step = 0; step < nodes.length; step++) {
    reached = [...new Set(reached.flatMap(needsOf))].filter((ref) => refs(nodes).includes(ref));
  }
  return reached.length > 0;
}

Deno.test("levelsOf() puts each node in one place, after all that it needs", () => {
  fc.assert(fc.property(graphs, (nodes) => {
    const { levels, cyclic } = levelsOf(nodes);
    deepStrictEqual(refs([...levels.flat(), ...cyclic]).sort(), refs(nodes).sort());
    const placed = new Map(levels.flatMap((level, at) => level.map(({ ref }) => [ref, at])));
    for (const [at, level] of levels.entries()) {
      for (const { needs } of level) {
        const inside = needs.filter((ref) => refs(nodes).includes(ref));
        const latest = Math.max(-1, ...inside.map((ref) => placed.get(ref) ?? Infinity));
        // As early as it can be: in the level right after the last of them.
        strictEqual(latest, at - 1);
      }
    }
  }));
});

Deno.test("levelsOf() reports exactly the nodes that a cycle keeps from ever being next", () => {
  fc.assert(fc.property(graphs, (nodes) => {
    deepStrictEqual(
      refs(levelsOf(nodes).cyclic),
      refs(nodes).filter((ref) => needsCycle(nodes, ref)),
    );
  }));
});

Deno.test("levelsOf() takes needs outside of the nodes as met, and a repeated one once", () => {
  const nodes = [
    { ref: "b", needs: ["a", "a", "elsewhere"] },
    { ref: "a", needs: ["elsewhere"] },
    { ref: "c", needs: ["b", "a"] },
  ];
  deepStrictEqual(refsByLevel(nodes), [["a"], ["b"], ["c"]]);
  deepStrictEqual(refsByLevel([]), []);
});

Deno.test("levelsOf() is as fast for one parent of many as for many parents", () => {
  const children = Array.from({ length: 20_000 }, (_, index) => ({
    ref: `c${index}`,
    needs: ["parent"],
  }));
  const started = performance.now();
  deepStrictEqual(
    levelsOf([{ ref: "parent", needs: [] }, ...children]).levels.map((level) => level.length),
    [1, 20_000],
  );
  // 20 ms when each node is looked at once; copying the list for each child took 4,300 ms.
  strictEqual(performance.now() - started < 1000, true);
});
