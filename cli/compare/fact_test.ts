import { deepEqual } from "node:assert/strict";
import { compared, factsOf } from "./fact.ts";

Deno.test("compared() puts two tenants side by side, part by part", () => {
  const a = [
    ...factsOf("tenant", { plan: "starter", region: null }, ["plan", "region"]),
    { part: "modules", name: "crm", value: "19.0.1.8" },
  ];
  const b = [
    ...factsOf("tenant", { plan: "starter", region: "eu" }, ["plan", "region"]),
    { part: "modules", name: "sale", value: "19.0.1.2" },
    { part: "modules", name: "crm", value: "19.0.1.9" },
  ];
  deepEqual(compared(a, b).map(({ part, name, a, b, same }) => [part, name, a, b, same]), [
    ["tenant", "plan", "starter", "starter", true],
    ["tenant", "region", null, "eu", false],
    ["modules", "crm", "19.0.1.8", "19.0.1.9", false],
    ["modules", "sale", null, "19.0.1.2", false],
  ]);
});

Deno.test("factsOf() writes lists and numbers as text", () => {
  deepEqual(factsOf("settings", { stages: ["To Do", "Done"], share: 0.2 }, ["stages", "share"]), [
    { part: "settings", name: "stages", value: "To Do, Done" },
    { part: "settings", name: "share", value: "0.2" },
  ]);
});
