import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { importBody, importRequest } from "./import_body.ts";

const least = { odoo_project: 7, program: { slug: "close" }, project_ref: "CLOSE" };

Deno.test("importRequest() numbers tasks below the project's ref unless told otherwise", () => {
  deepStrictEqual(importRequest(importBody.parse(least)), {
    binding: "default",
    odooProject: 7,
    program: { slug: "close" },
    projectRef: "CLOSE",
    taskRefPrefix: "CLOSE-",
    company: undefined,
  });
});

Deno.test("importRequest() takes every key of the body", () => {
  const body = {
    binding: "acme",
    odoo_project: "Month-end close",
    program: { slug: "close", name: "Close" },
    project_ref: "CLOSE",
    task_ref_prefix: "C/",
    company: "Acme",
  };
  deepStrictEqual(importRequest(importBody.parse(body)), {
    binding: "acme",
    odooProject: "Month-end close",
    program: { slug: "close", name: "Close" },
    projectRef: "CLOSE",
    taskRefPrefix: "C/",
    company: "Acme",
  });
});

const wrong = {
  "no project": { ...least, odoo_project: undefined },
  "an id that is none": { ...least, odoo_project: 0 },
  "no programme": { ...least, program: undefined },
  "a padded ref": { ...least, project_ref: " CLOSE" },
  "an empty prefix": { ...least, task_ref_prefix: "" },
  "a ref that nobody can have": { ...least, project_ref: "r".repeat(256), task_ref_prefix: "r-" },
  "a prefix that leaves no room for numbers": { ...least, task_ref_prefix: "p".repeat(241) },
  "a long ref that would be the prefix": { ...least, project_ref: "r".repeat(240) },
  "an unknown key": { ...least, dry_run: true },
};
for (const [what, body] of Object.entries(wrong)) {
  Deno.test(`importBody refuses ${what}`, () => {
    strictEqual(importBody.safeParse(body).success, false);
  });
}

Deno.test("importBody takes refs as long as they may be, in characters", () => {
  const longest = { project_ref: "😀".repeat(255), task_ref_prefix: "😀".repeat(240) };
  deepStrictEqual(importBody.parse({ ...least, ...longest }).project_ref, longest.project_ref);
  const body = importBody.parse({ ...least, project_ref: "😀".repeat(239) });
  strictEqual(importRequest(body).taskRefPrefix, "😀".repeat(239) + "-");
});
