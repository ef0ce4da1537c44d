import { join } from "node:path";
import { instanceDir } from "../../../stack/paths.ts";
import { writeSecretFile } from "../../../stack/secret_file.ts";
import { type Stack, startStack } from "../../../stack/stack.ts";
import { discard } from "../../../stack/state.ts";
import type { Progress } from "../../../stack/types.ts";
import { loadStack } from "./stack.ts";

const silent: Progress = {
  step: (_title, work) => work(() => {}),
  note: () => {},
  close: () => {},
};

/** Another project without an Odoo, whose functions and database have the secret of the stack's; ends with `await using`. */
export async function otherProject(): Promise<Stack & AsyncDisposable> {
  const { instance: own, functionsSecret } = loadStack();
  const instance = `${own}_other`;
  await discard(instance);
  const folder = instanceDir(instance);
  await Deno.mkdir(folder, { recursive: true });
  await writeSecretFile(join(folder, "keys.json"), JSON.stringify({ functionsSecret }));
  const options = { instance, ports: "free", odoo: false, functions: true } as const;
  const stack = await startStack({ ...options, progress: silent });
  return {
    ...stack,
    async [Symbol.asyncDispose]() {
      await stack.stop();
      await discard(instance);
    },
  };
}
