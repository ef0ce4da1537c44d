import { z } from "zod";
import { decisionProblems, operation } from "./operations.ts";
import type { Route } from "./route.ts";

const token = z.string().max(1000).meta({
  description: "What stands behind the # of the link in a mail.",
});

export const routes: Route[] = [
  {
    method: "POST",
    path: "/decisions/preview",
    summary: "Show the operation on which the holder of a link from a mail may decide.",
    name: "preview_decision",
    work: async () => (await import("./decide.ts")).preview,
    open: true,
    body: z.strictObject({ token }),
    answer: operation,
    problems: ["forbidden"],
  },
  {
    method: "POST",
    path: "/decisions",
    summary: "Decide on an operation by a link from a mail, as the person it was sent to.",
    name: "decide",
    work: async () => (await import("./decide.ts")).decide,
    open: true,
    body: z.strictObject({
      token,
      decision: z.enum(["approve", "refuse"]),
      reason: z.string().max(1000).optional(),
    }),
    answer: operation,
    problems: decisionProblems,
  },
];
