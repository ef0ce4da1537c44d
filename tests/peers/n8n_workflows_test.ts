import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { root } from "../../stack/paths.ts";
import { programFolder } from "../../stack/peers/draft.ts";
import { nodeProgram } from "../../stack/peers/npm.ts";
import { filesBelow } from "../files.ts";
import { readWorkflow, state, type Workflow } from "./support/n8n.ts";

const folder = programFolder(state);
const script = join(root, "tests/peers/support/faults_of_workflow.mjs");

/** What the packages of the n8n that runs say of a workflow. */
async function faultsOf(workflow: Workflow): Promise<string[]> {
  const command = new Deno.Command(await nodeProgram(), {
    args: [script, folder],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  });
  const node = command.spawn();
  await new Blob([JSON.stringify(workflow)]).stream().pipeTo(node.stdin);
  const { code, stdout } = await node.output();
  strictEqual(code, 0);
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

Deno.test("n8n's own packages know each node and parameter of the workflows", async () => {
  const files = await filesBelow(join(root, "n8n"), ".json");
  strictEqual(files.length >= 4, true);
  const workflows = files.map(async (file) => JSON.parse(await Deno.readTextFile(file)));
  for (const workflow of await Promise.all(workflows)) {
    deepStrictEqual(await faultsOf(workflow), []);
  }
});

Deno.test("they find a type, a parameter, an address and a node that are not there", async () => {
  const workflow = await readWorkflow("tenant_provisioning");
  const at = (name: string) => workflow.nodes.find((node) => node.name === name)!;
  at("Asked").typeVersion = 99;
  const { url: _, ...parameters } = at("Create the tenant").parameters;
  at("Create the tenant").parameters = { ...parameters, uri: "https://example.com" };
  workflow.connections.Asked!.main[0]![0]!.node = "Nowhere";
  deepStrictEqual(await faultsOf(workflow), [
    "Asked: no type n8n-nodes-base.webhook 99",
    "Create the tenant: no parameter uri",
    'Create the tenant: Parameter "URL" is required.',
    "Asked → Nowhere: no node Nowhere",
  ]);
});
