import type { Scenario } from "./scenario.ts";

/** A programme with a project and these tasks, as YAML. */
export const seedsFile = (s: Scenario, tasks: string[]) => `
programs:
  - slug: ${s.ref("G")}
    name: Programme
    projects:
      - ref: ${s.ref("P")}
        name: Month end
        company: Northwind Finance
        tenant: ${s.id}
        tasks:
${tasks.map((task) => `          - {${task}}\n`).join("")}`;

/** One of its tasks. */
export const taskOf = (s: Scenario, nr: number, name: string, more = "") =>
  `ref: ${s.ref(`T-${nr}`)}, name: ${name}${more}`;
