import { deepStrictEqual, throws } from "node:assert/strict";
import { Names } from "./names.ts";
import { projectMapping, projectValues, shadowProject } from "./project_mapping.ts";
import { fieldsOf, without } from "./testdata/fields.ts";

const model = "project.project";
const mappingOf = (major: number) => projectMapping(fieldsOf[major]![model]);

const names = new Names();
names.learnCompany(1, "Acme");
names.learnUser(7, "ana", "ana@example.com");
names.labelUser(2, "admin", "admin");

const read = [
  "name",
  "company_id",
  "user_id",
  "privacy_visibility",
  "description",
  "date_start",
  "date",
  "sequence",
  "active",
  "write_date",
  "write_uid",
  "x_external_ref",
  "allow_task_dependencies",
];
const visibilities: Record<number, string[]> = {
  16: ["followers", "employees", "portal"],
  17: ["followers", "employees", "portal"],
  18: ["followers", "employees", "portal"],
  19: ["followers", "invited_users", "employees", "portal"],
};

for (const [major, choices] of Object.entries(visibilities)) {
  Deno.test(`projectMapping() knows how Odoo ${major} spells a project`, () => {
    const { readFields, ...mapping } = mappingOf(Number(major));
    deepStrictEqual([...readFields].sort(), [...read].sort());
    deepStrictEqual(mapping, {
      visibilities: choices,
      hasRef: true,
      hasDependencies: true,
      hasMilestones: true,
      translatesName: false, // the attribute was not asked for
    });
  });

  Deno.test(`projectMapping() asks Odoo ${major} for no field that it does not have`, () => {
    const fields = fieldsOf[Number(major)]![model];
    deepStrictEqual(mappingOf(Number(major)).readFields.filter((name) => !(name in fields)), []);
  });
}

Deno.test("projectMapping() does without what a server lacks", () => {
  const lacking = ["x_external_ref", "allow_task_dependencies", "allow_milestones"];
  const { readFields, ...mapping } = projectMapping(without(fieldsOf[19]![model], ...lacking));
  deepStrictEqual(readFields.filter((name) => lacking.includes(name)), []);
  const { hasRef, hasDependencies, hasMilestones } = mapping;
  deepStrictEqual([hasRef, hasDependencies, hasMilestones], [false, false, false]);
});

/** As Odoo 19 returned a bare project: false for every empty value. */
const bare = {
  id: 4,
  name: "Close",
  company_id: false,
  user_id: false,
  privacy_visibility: "portal",
  description: false,
  date_start: false,
  date: false,
  sequence: 10,
  active: true,
  write_date: "2026-11-20 10:57:03",
  write_uid: 2,
  x_external_ref: false,
  allow_task_dependencies: false,
};

Deno.test("projectMapping() knows whether a name is translated, and shadowProject() keeps what it is told", () => {
  const name = { type: "char", translate: true };
  const mapping = projectMapping({ ...fieldsOf[19]![model], name });
  deepStrictEqual(mapping.translatesName, true);
  const translations = { fr_FR: "Clôture" };
  deepStrictEqual(shadowProject(bare, names, translations).translations, translations);
});

Deno.test("shadowProject() reads every empty value as null", () => {
  deepStrictEqual(shadowProject(bare, names), {
    odoo_id: 4,
    external_ref: null,
    name: "Close",
    company_name: null,
    manager_email: null,
    visibility: "portal",
    allow_dependencies: false,
    description: null,
    date_start: null,
    date_end: null,
    sequence: 10,
    translations: {},
    active: true,
    odoo_write_at: "2026-11-20T10:57:03Z",
    odoo_write_by: "admin",
    unreadable: undefined,
  });
});

for (const named of [false, true]) {
  const many2one = (id: number) => named ? [id, "as shown"] : id;
  Deno.test(`shadowProject() reads a many2one ${named ? "with" : "without"} its name`, () => {
    const shadow = shadowProject({
      ...bare,
      x_external_ref: "p1",
      company_id: many2one(1),
      user_id: many2one(7),
      write_uid: many2one(7),
      description: "<p>x</p>",
      date_start: "2026-11-01",
      date: "2026-11-30",
      allow_task_dependencies: true,
      active: false,
    }, names);
    deepStrictEqual(shadow, {
      odoo_id: 4,
      external_ref: "p1",
      name: "Close",
      company_name: "Acme",
      manager_email: "ana@example.com",
      visibility: "portal",
      allow_dependencies: true,
      description: "<p>x</p>",
      date_start: "2026-11-01",
      date_end: "2026-11-30",
      sequence: 10,
      translations: {},
      active: false,
      odoo_write_at: "2026-11-20T10:57:03Z",
      odoo_write_by: "ana",
      unreadable: undefined,
    });
  });
}

Deno.test("shadowProject() leaves open what the server does not tell", () => {
  const { allow_task_dependencies: _, ...record } = bare;
  deepStrictEqual(shadowProject(record, names).allow_dependencies, null);
});

const written: [string, unknown, Record<string, unknown>][] = [
  ["name", "Close", { name: "Close" }],
  ["active", false, { active: false }],
  ["description", "<p>x</p>", { description: "<p>x</p>" }],
  ["description", null, { description: false }],
  ["sequence", 3, { sequence: 3 }],
  ["company", "Acme", { company_id: 1 }],
  ["manager", "ana@example.com", { user_id: 7 }],
  ["manager", null, { user_id: false }],
  ["visibility", "portal", { privacy_visibility: "portal" }],
  ["allow_dependencies", true, { allow_task_dependencies: true }],
  ["dates", ["2026-11-01", "2026-11-30"], { date_start: "2026-11-01", date: "2026-11-30" }],
  ["dates", null, { date_start: false, date: false }],
];
for (const [field, to, values] of written) {
  Deno.test(`projectValues() writes ${field} ${JSON.stringify(to)} on every version`, () => {
    for (const major of [16, 17, 18, 19]) {
      deepStrictEqual(projectValues({ [field]: to }, mappingOf(major), names), values);
    }
  });
}

Deno.test("projectValues() puts several changes into one write", () => {
  const changes = { name: "Close", dates: ["2026-11-01", "2026-11-30"], manager: null };
  deepStrictEqual(projectValues(changes, mappingOf(19), names), {
    name: "Close",
    date_start: "2026-11-01",
    date: "2026-11-30",
    user_id: false,
  });
});

const refused: [number, string, unknown, RegExp][] = [
  [18, "visibility", "invited_users", /not one of "followers", "employees", "portal" in this Odoo/],
  [19, "company", "Nobody Ltd", /company "Nobody Ltd": it is not in Odoo/],
  [19, "manager", "eve@example.com", /user "eve@example.com": it is not in Odoo/],
  [19, "colour", 3, /colour: it is not a field of projects/],
];
for (const [major, field, to, message] of refused) {
  Deno.test(`projectValues() cannot tell Odoo ${major} the ${field} ${to}`, () => {
    const write = () => projectValues({ [field]: to }, mappingOf(major), names);
    throws(write, { name: "RowError", message });
  });
}
