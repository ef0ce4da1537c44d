import { equal, rejects } from "node:assert/strict";
import { keepPlan, keptPlanId } from "./kept_plan.ts";

const frame = { line: (...words: string[]) => `deno task ocp ${words.join(" ")}` };
const id = "6199f79b-3205-4edf-921f-4c532a016992";

Deno.test("keptPlanId() takes an id, or the file that keepPlan() wrote", async () => {
  equal(await keptPlanId(id, frame), id);
  const path = await Deno.makeTempFile();
  await keepPlan(path, { id, binding: "default", hash: "0f", expires_at: null });
  equal(await keptPlanId(path, frame), id);
  await Deno.remove(path);
});

Deno.test("keptPlanId() refuses what holds no plan, and says how one is made", async () => {
  const path = await Deno.makeTempFile();
  for (const text of ["", "{}", '{"plan": "CLOSE", "binding": "default"}']) {
    await Deno.writeTextFile(path, text);
    await rejects(keptPlanId(path, frame), {
      message: `Cannot apply ${JSON.stringify(path)}: no plan is kept in it.`,
      suggestion: /ocp seed plan --out/,
    });
  }
  await Deno.remove(path);
  await rejects(keptPlanId(path, frame), { message: /^Cannot read plan / });
});
