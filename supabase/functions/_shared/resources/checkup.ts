import { z } from "zod";
import { finding } from "./finding.ts";
import type { Route } from "./route.ts";

export const routes: Route[] = [{
  method: "POST",
  path: "/platform/checkup",
  summary: "Look whether all is well with the platform, and say what to do where it is not.",
  name: "check_platform",
  work: async () => (await import("./platform_checkup.ts")).check,
  body: z.strictObject({}),
  answer: z.strictObject({ findings: z.array(finding) }).meta({ id: "Checkup" }),
  problems: ["forbidden"],
  permission: "platform.read",
}];
