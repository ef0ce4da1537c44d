import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { root } from "../../stack/paths.ts";
import { filesBelow } from "../../tests/files.ts";
import { actionlint } from "./actionlint.ts";
import { rulesBroken, shellLines } from "./rules.ts";

const files = [
  ...await filesBelow(join(root, ".github"), ".yml"),
  // For other repositories.
  ...await filesBelow(join(root, "docs/examples"), ".yml"),
];

Deno.test("there are workflows to look at", () => ok(files.length >= 5));

for (const path of files) {
  const text = await Deno.readTextFile(path);
  const name = path.slice(root.length + 1);
  Deno.test(`${name} is what actionlint and our rules allow`, async () => {
    deepEqual(await actionlint(text, path), []);
    deepEqual(rulesBroken(text), []);
  });
  Deno.test(`${name} has shell lines that a shell can read`, async () => {
    for (const script of shellLines(text)) equal(await unreadable(script), "", script);
  });
}

/** What bash says against a script, which it does not run. */
async function unreadable(script: string): Promise<string> {
  const child = new Deno.Command("bash", { args: ["-n"], stdin: "piped", stderr: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stderr);
}

const good = `name: good
on: [push]
permissions: {}
concurrency: one
jobs:
  job:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@${"a".repeat(40)} # v1.2.3
        with:
          persist-credentials: false
      - run: echo "$REF"
        env:
          REF: \${{ github.ref }}
`;

Deno.test("rulesBroken() finds what it is for, and nothing else", () => {
  deepEqual([rulesBroken(good), shellLines(good)], [[], ['echo "$REF"']]);
  const more = "timeout-minutes: 5\n    permissions: read-all\n";
  const cases: [from: string, to: string, finding: RegExp][] = [
    ["permissions: {}\n", "", /^permissions/],
    ["permissions: {}", "permissions: write-all", /^permissions/],
    ["concurrency: one\n", "", /^concurrency/],
    ["timeout-minutes: 5\n", "\n", /^job: timeout/],
    ["timeout-minutes: 5\n", more, /^job: permissions/],
    ["ubuntu-24.04", "ubuntu-latest", /^job: runs-on/],
    ["a".repeat(40), "v1.2.3", /pin it to a commit/],
    [" # v1.2.3", "", /say its version/],
    ['echo "$REF"', "echo ${{ github.ref }}", /^job: run/],
    ["persist-credentials: false", "fetch-depth: 1", /^job: checkout/],
  ];
  for (const [from, to, finding] of cases) {
    const found = rulesBroken(good.replace(from, () => to));
    deepEqual([found.length, finding.test(found[0] ?? "")], [1, true], `${to}: ${found}`);
  }
});

Deno.test("actionlint and bash find what they are for", async () => {
  deepEqual(await actionlint(good, "good.yml"), []);
  const cases = [["github.ref", "githb.ref"], ["[push]", "[pushed]"], ["    steps:", "    step:"]];
  for (const [from, to] of cases) {
    ok((await actionlint(good.replace(from!, to!), "bad.yml")).length > 0, to);
  }
  ok(await unreadable("if true; then") !== "");
});
