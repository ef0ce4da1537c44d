import { deepStrictEqual } from "node:assert/strict";
import type { Config } from "../../config.ts";
import { absent, compared, optional, type Step, type Work } from "./step.ts";

const step: Step = {
  name: "hook",
  does: "",
  touches: "",
  observe: () => Promise.resolve(absent),
  apply: () => Promise.resolve(),
  compensate: () => Promise.resolve(),
};

Deno.test("compared() tells what is as it should be from what is not", () => {
  deepStrictEqual([compared([]), compared(["its name"])], [{ is: "there" }, { is: "different" }]);
});

Deno.test("optional() leaves a step out, also undone, while the configuration lacks something", async () => {
  const why = "IMAGE_HOOK_URL is not set.";
  const hook = optional(step, ({ imageHook }) => imageHook ? undefined : why);
  const work = (config: Partial<Config>) => ({ deps: { config } }) as Work;
  const without = [await hook.observe(work({})), await hook.compensate!(work({}))];
  deepStrictEqual(without, [{ is: "skipped", why }, { is: "skipped", why }]);
  const imageHook = { url: "https://hook.example.com" };
  deepStrictEqual(await hook.observe(work({ imageHook })), absent);
  deepStrictEqual(await hook.compensate!(work({ imageHook })), undefined);
});
