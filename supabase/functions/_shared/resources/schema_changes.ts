import { z } from "zod";
import type { Route } from "./route.ts";
import { listQuery, moment, pageOf } from "./shapes.ts";

const status = z.enum([
  "pending",
  "sending",
  "announced",
  "unacknowledged",
  "done",
  "failed",
  "kept",
  "unclear",
]).meta({
  description: "pending: it takes in what changes; sending; announced: GitHub has taken it; " +
    "unacknowledged: for half an hour now; done or failed: the receiver says so; kept: no " +
    "repository is configured; unclear: it was sent, and nobody knows what became of it.",
});
const column = z.strictObject({ name: z.string(), type: z.string(), nullable: z.boolean() });
const columns = z.array(column).nullable();
const hash = z.string().regex(/^[0-9a-f]{40,64}$/);
const repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/).max(140).meta({ example: "acme/odoo" });
const push = {
  repository,
  commit: hash,
  ref: z.string().min(1).max(255).meta({ example: "refs/heads/main" }),
  files: z.array(z.string().max(1000)).max(3000),
};

const set = {
  id: z.uuid(),
  status,
  opened_at: moment,
  settled_at: moment.nullable(),
  acknowledged_at: moment.nullable(),
  sent_times: z.number().int(),
  migrations: z.array(z.string()).meta({ description: "None: it was changed by hand." }),
  objects: z.number().int(),
  tenants: z.array(z.string()),
  run_url: z.string().nullable().meta({ description: "The receiver's workflow run." }),
  detail: z.string().nullable(),
};
const change = z.strictObject({
  schema: z.string(),
  object: z.string(),
  kind: z.enum(["table", "view", "materialized view", "foreign table"]),
  change: z.enum(["created", "changed", "renamed", "dropped"]),
  previous: z.string().nullable().meta({ description: "What it was called." }),
  command: z.string().meta({ example: "CREATE VIEW" }),
  migration: z.string().nullable(),
  tenant: z.string().nullable(),
  before: columns,
  after: columns,
});

/** Takes in a commit: what the function notify-superset does at its root, too. */
export const noting: Route = {
  method: "POST",
  path: "/schema-changes/pushes",
  summary: "Say that a commit touches the schema: it is announced once, with what has changed.",
  name: "note_schema_push",
  body: z.strictObject({
    ...push,
    before: hash.nullable().default(null),
    files: push.files.default([]),
  }),
  answer: z.strictObject({
    commit: hash,
    change_set: z.uuid().nullable().meta({ description: "The set in which it is announced." }),
  }).meta({ id: "SchemaPush" }),
  status: 202,
  problems: ["forbidden"],
  permission: "schemas.announce",
};

export const routes: Route[] = [
  {
    method: "GET",
    path: "/schema-changes",
    summary: "List sets of schema changes, the newest first, with what became of each.",
    name: "list_schema_changes",
    query: listQuery({
      status: status.optional(),
      tenant: z.string().max(63).optional(),
      since: moment.optional(),
      until: moment.optional(),
    }, ["opened_at"]),
    answer: pageOf(z.strictObject(set).meta({ id: "SchemaChangeSet" })),
    permission: "schemas.read",
  },
  {
    method: "GET",
    path: "/schema-changes/{id}",
    summary: "Show a set of schema changes: each object, its columns before and after.",
    name: "get_schema_change",
    params: z.strictObject({ id: z.uuid() }),
    answer: z.strictObject({
      ...set,
      changes: z.array(change),
      pushes: z.array(z.strictObject(push)),
    }).meta({ id: "SchemaChange" }),
    permission: "schemas.read",
  },
  noting,
];
