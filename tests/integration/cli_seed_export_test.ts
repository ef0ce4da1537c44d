import { match, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import postgres from "postgres";
import type { KeptSeed } from "../../client/files/kept_seed.ts";
import { randomSeeds } from "../../client/files/random_seeds.ts";
import { yamlText } from "../../client/files/yaml_writer.ts";
import { folderOf, ocp } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const sql = postgres(loadStack().databaseUrl, { max: 2, onnotice: () => {} });
addEventListener("unload", () => void sql.end());

/** Random seeds whose projects are all in one programme. */
function someSeeds(prefix: string, seed: number): KeptSeed[] {
  const [seeds] = fc.sample(randomSeeds(prefix), { numRuns: 1, seed });
  return [
    { kind: "programs", said: { slug: prefix, name: "All", parent_slug: null } },
    ...seeds!.map(({ kind, said }) => ({
      kind,
      said: kind === "projects" ? { ...said, program_slug: prefix } : said,
    })),
  ];
}

const nothing = /: 0 created, 0 changed, 0 archived, \d+ unchanged/;

for (let round = 0; round < 3; round++) {
  const seed = Number(Deno.env.get("SEED") ?? Date.now() % 1_000_000) + round;
  Deno.test(`what seed export writes, seed load stores without a change (SEED=${seed})`, async () => {
    const { token } = await signedInAs(sql, "platform_owner");
    const prefix = `E${crypto.randomUUID().slice(0, 8)}-`;
    const first = [...yamlText(someSeeds(prefix, seed))].join("");
    await using folder = await folderOf({ "first.yaml": first });
    const run = async (...args: string[]) => {
      const ran = await ocp(token, "seed", ...args);
      strictEqual(ran.code, 0, ran.err);
      return ran;
    };
    await run("load", folder.at("first.yaml"));
    const yaml = (await run("export", "--program", prefix)).out;
    await Deno.writeTextFile(folder.at("second.yaml"), yaml);
    match((await run("load", folder.at("second.yaml"))).err, nothing);
    // The same under other names shows that what was left out is what new seeds have.
    const other = prefix.replace("E", "F");
    await Deno.writeTextFile(folder.at("other.yaml"), yaml.replaceAll(prefix, other));
    await run("load", folder.at("other.yaml"));
    const again = (await run("export", "--program", other)).out;
    strictEqual(again.replaceAll(other, prefix), yaml);
  });
}
