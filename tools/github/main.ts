/**
 * What the workflows in .github do: `deno task github seed-plan`, `seed-apply`, `drift` or `deploy`.
 * Each is told by its environment where it runs (docs/github.md), and ends with 1 when its check fails.
 */
import { deploy } from "./commands/deploy.ts";
import { drift } from "./commands/drift.ts";
import { seedApply } from "./commands/seed_apply.ts";
import { seedPlan } from "./commands/seed_plan.ts";
import { Unset } from "./settings.ts";

const commands: Record<string, () => Promise<number>> = {
  "seed-plan": seedPlan,
  "seed-apply": seedApply,
  drift,
  deploy,
};

const [name = ""] = Deno.args;
const command = commands[name];
if (command === undefined) {
  console.error(
    `Cannot run ${JSON.stringify(name)}. Use one of ${Object.keys(commands).join(", ")}.`,
  );
  Deno.exit(2);
}
try {
  Deno.exit(await command());
} catch (error) {
  if (!(error instanceof Unset)) throw error;
  console.log(`::error::${error.message}`);
  Deno.exit(1);
}
