import { z } from "zod";
import type { Route } from "./route.ts";
import { listQuery, moment, pageOf } from "./shapes.ts";

const letter = z.strictObject({
  id: z.uuid(),
  kind: z.string().meta({ example: "run" }),
  key: z.string().meta({ description: "The id of what was to be done." }),
  object: z.string().nullable().meta({
    description: "The run or operation, if it is not the key.",
  }),
  attempts: z.number().int(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
  put_at: moment,
  died_at: moment,
}).meta({ id: "DeadLetter" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/letters",
    summary: "List dead letters, the newest first: work that was given up.",
    name: "list_letters",
    query: listQuery({
      kind: z.string().max(63).optional(),
      code: z.string().max(63).optional(),
      object: z.string().max(255).optional(),
      since: moment.optional(),
      until: moment.optional(),
    }, ["died_at", "put_at"]),
    answer: pageOf(letter),
    permission: "letters.read",
  },
  {
    method: "POST",
    path: "/letters/{id}/replay",
    summary: "Send a dead letter again, once its cause is mended.",
    name: "replay_letter",
    params: z.strictObject({ id: z.uuid() }),
    body: z.strictObject({}),
    answer: z.strictObject({ id: z.uuid(), kind: z.string(), key: z.string() }),
    status: 202,
    problems: ["forbidden", "run_in_progress", "binding_disabled", "plan_stale"],
    permission: "letters.replay",
  },
];
