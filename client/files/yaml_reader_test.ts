import { deepEqual, equal, match, ok } from "node:assert/strict";
import { faultLine, inOrder } from "./fault.ts";
import { judge } from "./judge.ts";
import { readYaml } from "./yaml_reader.ts";

const read = (text: string, name = "seeds.yaml") => readYaml([{ name, text }]);

const told = (text: string, isThere = () => false) => {
  const { rows, faults } = read(text);
  return inOrder([...faults, ...judge(rows, isThere)]).map(faultLine);
};

const programme = `# yaml-language-server: $schema=seeds.schema.json
vars:
  company: Northwind Finance
  hours: 4
programs:
  - slug: year-end
    name: Year-end
    type: portfolio
    projects:
      - ref: YEAR
        name: Year-end 2026
        company: \${company}
        defaults:
          assignees: ben.osei@example.com
          stage: Later
        tasks:
          - ref: YEAR-1
            name: Reconcile the \${company} bank for $\${x}
            deadline: 2026-12-05
            planned_hours: \${hours}
            tasks:
              - name: Export
          - name: Lock the period
            stage: null
            depends_on: [YEAR-1]
            assignees: [ann@example.com, ben.osei@example.com]
            deadline: 2026-12-31T17:00:00+01:00
    programs:
      - name: Audit
`;

Deno.test("readYaml() reads programmes with what is in them, in the columns of the API", () => {
  const { rows, faults } = read(programme);
  deepEqual(faults, []);
  const ben = { assignee_email: "ben.osei@example.com", assignee_emails: null };
  deepEqual(rows.map(({ kind, said }) => ({ kind, ...said })), [
    { kind: "programs", slug: "year-end", name: "Year-end", program_type: "portfolio" },
    {
      ...{ kind: "projects", external_ref: "YEAR", name: "Year-end 2026" },
      ...{ company_name: "Northwind Finance", program_slug: "year-end" },
    },
    {
      ...{ kind: "tasks", external_ref: "YEAR-1", project_external_ref: "YEAR", ...ben },
      ...{ name: "Reconcile the Northwind Finance bank for \${x}", stage_name: "Later" },
      ...{ deadline_date: "2026-12-05", date_deadline: null, planned_hours: 4 },
    },
    {
      ...{ kind: "tasks", external_ref: "YEAR-1/export", project_external_ref: "YEAR", ...ben },
      ...{ name: "Export", stage_name: "Later", parent_external_ref: "YEAR-1" },
    },
    {
      ...{ kind: "tasks", external_ref: "YEAR/lock-the-period", project_external_ref: "YEAR" },
      ...{ name: "Lock the period", stage_name: null, depends_on_refs: ["YEAR-1"] },
      assignee_email: null,
      assignee_emails: ["ann@example.com", "ben.osei@example.com"],
      ...{ deadline_date: null, date_deadline: "2026-12-31T17:00:00+01:00" },
    },
    { kind: "programs", slug: "year-end/audit", name: "Audit", parent_slug: "year-end" },
  ]);
});

Deno.test("readYaml() derives refs that stay when lines are moved", () => {
  const names = ["Bank", "Kasse & Bücher", "???", "決算"];
  const text = (names: string[]) =>
    `projects:\n- name: P\n  company: C\n  tasks:\n${
      names.map((name) => `  - name: "${name}"\n    tasks: [{name: Sub}]\n`).join("")
    }`;
  const refs = (names: string[]) => read(text(names)).rows.map(({ key }) => key).sort();
  deepEqual(refs(names), refs(names.toReversed()));
  ok(refs(names).includes("p/kasse-bücher/sub"));
  ok(refs(names).includes("p/決算"));
  const long = read(text(["x".repeat(900), "x".repeat(901)])).rows.map(({ key }) => key);
  equal(new Set(long).size, 5);
  ok(long.every((key) => key.length <= 255));
});

Deno.test("readYaml() tells everything that is wrong with its line and column, at once", () => {
  deepEqual(
    told(`programs: 3
project: []
projects:
  - ref: P
    name: P
    company: C
    date_start: 2026-02-30
    colour: red
    tasks:
      - ref: A
        name: A
        depends_on: [B, C]
        dedline: tomorrow
      - ref: A
        name: Twice
        deadline: 31.12.2026
        assignees: [ben@example.com, nobody]
      - ref: B
        depends_on: [A]
        planned_hours: many
        active: perhaps
      - just text
tasks:
  - name: In none
    tags: [good, 3, {}]
    description: \${nope}
`),
    [
      "seeds.yaml:1:11: programs must be a list.",
      "seeds.yaml:2:1: project is not known here; known are vars, programs, projects, tasks.",
      "seeds.yaml:7:17: date_start must be a date, as in 2026-01-31.",
      "seeds.yaml:8:5: colour is not known here; known are ref, name, program, company, manager, visibility, allow_dependencies, description, description_format, date_start, date_end, sequence, active, tenant, account, sync_enabled.",
      "seeds.yaml:12:22: depends_on goes round: A → B → A.",
      'seeds.yaml:12:25: depends_on names "C", which is no task here or there. Is it "A"?',
      "seeds.yaml:13:9: dedline is not known here. Is it deadline?",
      'seeds.yaml:14:9: "A" is in seeds.yaml, line 10, too. Give one of them another ref.',
      "seeds.yaml:16:19: deadline must be a day, as in 2026-01-31, or a moment with its zone, as in 2026-01-31T17:00:00Z.",
      'seeds.yaml:17:38: assignees: "nobody" is no address.',
      "seeds.yaml:18:9: name is required.",
      "seeds.yaml:20:24: planned_hours must be a number.",
      "seeds.yaml:21:17: active must be true or false.",
      "seeds.yaml:22:9: Each of tasks must be a map.",
      "seeds.yaml:24:5: project is required of a task that stands in none.",
      "seeds.yaml:25:21: tags, item 3, must be text.",
      "seeds.yaml:26:18: ${nope} is no variable. Give it in vars.",
    ],
  );
});

Deno.test("readYaml() tells what is no YAML, and reads what can be read", () => {
  const faults = told("projects:\n  - ref: [P\n    name: x\n");
  ok(faults.some((fault) => /^seeds\.yaml:3:\d+: .+\.$/.test(fault)), faults.join("\n"));
  deepEqual(told("projects:\n- ref: P\n  ref: Q\n  name: P\n  company: C\n"), [
    "seeds.yaml:3:3: Map keys must be unique.",
  ]);
  equal(told("tasks: *t")[0], "seeds.yaml:1:8: *t names no anchor.");
  deepEqual(told(""), []);
  deepEqual(told("- a\n"), [
    "seeds.yaml:1:1: A file of seeds is a map with programs, projects or tasks.",
  ]);
});

Deno.test("readYaml() takes texts as they are written, also where YAML sees something else", () => {
  const { rows } = read(
    "tasks:\n- {ref: 0123, name: 2026-12-01, project: 1.50, tags: [yes, 007]}\n",
  );
  deepEqual(rows[0]!.said, {
    ...{ external_ref: "0123", name: "2026-12-01", project_external_ref: "1.50" },
    tag_names: ["yes", "007"],
  });
});

Deno.test("readYaml() reads JSON, aliases, merges and several documents alike", () => {
  const json = '{"tasks": [{"ref": "A", "name": "A", "project": "P", "tags": ["x"]}]}';
  const yaml = `tasks:
- &a {ref: A, name: A, project: P, tags: &t [x]}
---
tasks:
- {<<: {project: P, tags: [y]}, ref: B, name: B, tags: [z]}`;
  deepEqual(read(json).rows[0]!.said, read(yaml).rows[0]!.said);
  deepEqual(read(yaml).rows[1]!.said.tag_names, ["z"]);
});

Deno.test("readYaml() lets files share variables; a file's own come first", () => {
  const files = [
    { name: "vars.yaml", text: "vars: {company: Acme, zone: east}" },
    { name: "a.yaml", text: "projects: [{ref: A, name: A, company: '${company}'}]" },
    {
      name: "b.yaml",
      text: "vars: {company: Own}\nprojects: [{ref: B, name: '${zone}', company: '${company}'}]",
    },
  ];
  const { rows, faults } = readYaml(files);
  match(faults[0]!.message, /given differently in vars.yaml and b.yaml/);
  deepEqual(rows.map(({ said }) => said.company_name), [undefined, "Own"]);
});

Deno.test("readYaml() reads a large file in parts as it reads it whole", () => {
  const task = (nr: number) =>
    `      - ref: T-${nr}\n        name: Task ${nr}\n        description: |\n          - one\n\n          # two\n        tasks:\n          - name: Sub ${nr}\n            depends_on:\n            - T-${
      (nr + 1) % 3000
    }\n`;
  const tasks = Array.from({ length: 3000 }, (_, nr) => task(nr)).join("");
  const head = "projects:\n  - ref: P\n    name: P\n    company: C\n    tasks:\n";
  const tail = "  # a comment\n  - ref: Q\n    name: Q\n    compny: C\n";
  const large = read(head + tasks + tail);
  deepEqual(large.faults.map(faultLine), [
    "seeds.yaml:30007:5: company is required.",
    "seeds.yaml:30009:5: compny is not known here. Is it company?",
  ]);
  equal(large.rows.length, 6002);
  const last = large.rows.find(({ key }) => key === "T-2999/sub-2999")!;
  deepEqual(last.source.placeOf(last.at), { file: "seeds.yaml", line: 30003, column: 13 });
  equal(last.said.parent_external_ref, "T-2999");
  // An anchor keeps the file from being read in parts; it says the same.
  const whole = read(
    (head + tasks).replace("name: P", "name: &p P").replace("Sub 2999", "*p") + tail,
  );
  equal(whole.rows.length, 6002);
  deepEqual(whole.rows[5]!.said, large.rows[5]!.said);
});
