import { match, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

async function ocp(...words: string[]) {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", main, ...words],
  }).output();
  return { code, err: new TextDecoder().decode(stderr) };
}

Deno.test("ocp ends with 1 for wrong usage, which is no difference, and says where usage stands", async () => {
  for (
    const [words, next] of [
      [["drift", "--shadw"], /ocp drift --help\n$/],
      [["seed", "aply"], /ocp seed --help\n$/],
      [["sed"], /ocp --help\n$/],
      [["seed", "load"], /ocp seed load --help\n$/],
    ] as const
  ) {
    const { code, err } = await ocp(...words);
    strictEqual(code, 1, err);
    match(err, next);
  }
});

Deno.test("ocp shows help once where no command is named", async () => {
  for (const [words, code] of [[["seed"], 1], [["seed", "--help"], 0]] as const) {
    const ended = await ocp(...words);
    strictEqual(ended.code, code);
    strictEqual(ended.err.includes("Next:"), false);
  }
});
