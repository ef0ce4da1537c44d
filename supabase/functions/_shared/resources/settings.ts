import { z } from "zod";
import type { Route } from "./route.ts";

const limits = z.strictObject({
  tenant_limit: z.number().int().min(1).max(1_000_000)
    .meta({ description: "How many tenants there may be, decommissioned ones not counted." }),
  requests_a_minute: z.number().int().min(60).max(1_000_000)
    .meta({ description: "How many requests a caller may send in a minute." }),
  second_factor: z.boolean()
    .meta({ description: "Whether what is dangerous takes a second factor of people." }),
  approval_seconds: z.number().int().min(60).max(31_536_000)
    .meta({ description: "How long what was asked for waits for a second person." }),
  template_check_seconds: z.number().int().min(10).max(31_536_000)
    .meta({ description: "How often a database template is checked." }),
});

const settings = limits.extend({ environment: z.string() }).meta({ id: "Settings" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/settings",
    summary: "Show the limits of this environment.",
    name: "get_settings",
    answer: settings,
    problems: ["forbidden"],
    permission: "settings.read",
  },
  {
    method: "PATCH",
    path: "/settings",
    summary: "Change the limits of this environment: a key that is absent stays.",
    name: "change_settings",
    body: limits.partial().meta({ id: "SettingsChanges" }),
    matches: true,
    answer: settings,
    problems: ["forbidden", "changed_meanwhile"],
    permission: "settings.change",
  },
];
