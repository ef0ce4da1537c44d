import { z } from "zod";
import type { Route } from "./route.ts";
import { listQuery, pageOf } from "./shapes.ts";

const model = z.string().regex(/^project\.[a-z]+$/).meta({ description: "As Odoo names it." });
const policy = z.enum(["enforce", "merge", "initial", "ignore"]).meta({
  description: "enforce: the seed decides; merge: its changes are written unless people have " +
    "changed the field, too; initial: the seed at creation only; ignore: never looked at.",
});
const params = z.strictObject({ model, field: z.string().min(1).max(63) });
const fieldPolicy = z.strictObject({ id: z.string(), model, field: z.string(), policy })
  .meta({ id: "FieldPolicy" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/field-policies",
    summary: "List who decides about each field: the seed, or people in Odoo.",
    name: "list_field_policies",
    query: listQuery({ model: model.optional(), policy: policy.optional() }, ["id", "policy"]),
    answer: pageOf(fieldPolicy),
    permission: "policies.read",
  },
  {
    method: "GET",
    path: "/field-policies/{model}/{field}",
    summary: "Show who decides about a field.",
    name: "get_field_policy",
    params,
    answer: fieldPolicy,
    permission: "policies.read",
  },
  {
    method: "PATCH",
    path: "/field-policies/{model}/{field}",
    summary: "Change who decides about a field; it counts from the next plan on.",
    name: "change_field_policy",
    params,
    body: z.strictObject({ policy }),
    matches: true,
    answer: fieldPolicy,
    problems: ["forbidden", "changed_meanwhile"],
    permission: "policies.change",
  },
];
