import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { judge } from "./judge.ts";
import type { KeptSeed } from "./kept_seed.ts";
import { randomSeeds } from "./random_seeds.ts";
import type { SeedRow } from "./seed_row.ts";
import { readYaml } from "./yaml_reader.ts";
import { yamlText } from "./yaml_writer.ts";

const written = (seeds: KeptSeed[]) => [...yamlText(seeds)].join("");
const byKey = (a: { said: Record<string, unknown> }, b: { said: Record<string, unknown> }) =>
  JSON.stringify(a.said) < JSON.stringify(b.said) ? -1 : 1;

const placed = ({ said, at, marks }: SeedRow) => ({ said, at, marks });

/** What a file need not say: nothing, and what new seeds say by themselves. */
const unsaid = {
  ...{ program_type: "ppm", visibility: "employees", allow_dependencies: true, active: true },
  ...{ description_format: "html", sync_enabled: true, stage_name: "To Do" },
} as Record<string, unknown>;

const complete = ({ kind, said }: KeptSeed) => {
  const all = Object.entries(said).filter(([key, value]) =>
    key in unsaid ? value !== unsaid[key] : value !== null
  );
  return { kind, said: Object.fromEntries(all.sort()) };
};

Deno.test("yamlText() writes what readYaml() reads as the same seeds", () => {
  fc.assert(
    fc.property(randomSeeds("X-"), (seeds) => {
      const { rows, faults } = readYaml([{ name: "x.yaml", text: written(seeds) }]);
      deepEqual([...faults, ...judge(rows, () => false)], []);
      const read = rows.map(({ kind, said }) => complete({ kind, said }));
      deepEqual(read.sort(byKey), seeds.map(complete).sort(byKey));
      // An anchor has the same text read by nodes, in place of events.
      const anchored = `${written(seeds)}vars: &anchor {}\n`;
      const byNodes = readYaml([{ name: "x.yaml", text: anchored }]);
      deepEqual(byNodes.faults, []);
      deepEqual(byNodes.rows.map(placed), rows.map(placed));
    }),
    { numRuns: 300 },
  );
});

Deno.test("yamlText() writes texts of spaces and line ends as they are", () => {
  for (const description of [" \n", "\n \n", " \n\n", "a\n \n", " \na"]) {
    const said = { slug: "G", name: "N", description };
    const { rows } = readYaml([{ name: "x.yaml", text: written([{ kind: "programs", said }]) }]);
    equal(rows[0]!.said.description, description);
  }
});

Deno.test("yamlText() writes projects in their programmes and tasks in what they are part of", () => {
  const project = { external_ref: "P", name: "N", company_name: "C", program_slug: "G" };
  const task = { project_external_ref: "P", name: "${x}", stage_name: null };
  equal(
    written([
      { kind: "programs", said: { slug: "G", name: "N", parent_slug: null } },
      { kind: "projects", said: { ...project, visibility: "employees", manager_email: null } },
      { kind: "tasks", said: { external_ref: "1", ...task, parent_external_ref: null } },
      { kind: "tasks", said: { external_ref: "1.1", ...task, parent_external_ref: "1" } },
      { kind: "tasks", said: { ...task, external_ref: "X", project_external_ref: "Q" } },
    ]),
    `programs:
  - slug: G
    name: N
    projects:
      - ref: P
        name: N
        company: C
        tasks:
          - ref: "1"
            name: $\${x}
            stage: null
            tasks:
              - ref: "1.1"
                name: $\${x}
                stage: null
tasks:
  - ref: X
    name: $\${x}
    project: Q
    stage: null
`,
  );
});
