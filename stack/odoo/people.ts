import type { Session } from "./rpc.ts";

/** The first one is the main company; all are made up but the third, the specification's example. */
export const COMPANIES = ["Northwind Finance", "Northwind Retail", "TBWA\\SMP"];

export interface Person {
  login: string;
  name: string;
  /** External ids of groups, without their module. */
  groups: string[];
  active?: boolean;
}

const TEAM = ["group_user", "group_project_user"];

/** Everybody in the template database; all of them are made up. */
export const PEOPLE: Person[] = [
  { login: "amelia.reyes@example.com", name: "Amelia Reyes", groups: TEAM },
  { login: "ben.osei@example.com", name: "Ben Osei", groups: TEAM },
  { login: "chloe.martin@example.com", name: "Chloe Martin", groups: TEAM },
  { login: "diego.santos@example.com", name: "Diego Santos", groups: TEAM },
  { login: "erin.walsh@example.com", name: "Erin Walsh", groups: TEAM },
  { login: "farid.nasser@example.com", name: "Farid Nasser", groups: TEAM },
  { login: "manager@example.com", name: "Grace Lindqvist", groups: TEAM },
  { login: "assignee@example.com", name: "Hiro Tanabe", groups: TEAM },
  { login: "gone@example.com", name: "Ivo Marek", groups: TEAM, active: false },
  { login: "portal@example.com", name: "Jo Abernathy", groups: ["group_portal"] },
  {
    login: "seed_bot@example.com",
    name: "Seed Bot",
    groups: ["group_user", "group_system", "group_project_manager"],
  },
  {
    login: "project_manager@example.com",
    name: "Kemi Adeyemi",
    groups: ["group_user", "group_project_manager"],
  },
];

/**
 * Creates all people in one call, without sending invitations: each call that touches users drops
 * Odoo's password cache, and the next log-in costs 0.3 s. `values` are added to each person's own.
 */
export async function createPeople(
  admin: Session,
  values: (person: Person) => Record<string, unknown>,
  groups: Map<string, number>,
): Promise<void> {
  const fields = await admin.call<object>("res.users", "fields_get", [
    ["group_ids", "groups_id"],
    ["type"],
  ]);
  const groupField = "group_ids" in fields ? "group_ids" : "groups_id"; // renamed in 19
  const users = PEOPLE.map((person) => ({
    ...values(person),
    login: person.login,
    email: person.login,
    name: person.name,
    active: person.active ?? true,
    [groupField]: [[6, 0, person.groups.map((name) => groups.get(name))]],
  }));
  await admin.call("res.users", "create", [users], { context: { no_reset_password: true } });
}
