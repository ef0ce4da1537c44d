import { z } from "zod";
import type { Route } from "./route.ts";
import { pageOf } from "./shapes.ts";

const runbook = z.strictObject({
  name: z.string().meta({
    description: "The runbook of an operation that failed is docs/runbooks/<name>.md.",
  }),
  title: z.string(),
}).meta({ id: "Runbook" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/runbooks",
    summary: "List the pages that say what to do when something went wrong.",
    name: "list_runbooks",
    work: async () => (await import("./runbook_pages.ts")).list,
    answer: pageOf(runbook),
  },
  {
    method: "GET",
    path: "/runbooks/{name}",
    summary: "Show such a page, in Markdown.",
    name: "get_runbook",
    work: async () => (await import("./runbook_pages.ts")).show,
    params: z.strictObject({ name: z.string().min(1).max(100) }),
    answer: z.string(),
    download: ["text/markdown"],
  },
];
