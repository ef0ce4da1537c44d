// What n8n's own packages find wrong with the workflow on standard input, a line each. Run by n8n's Node:
// node faults_of_workflow.mjs <folder that n8n is installed in>
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { stdin } from "node:process";

const installed = createRequire(join(process.argv[2], "package.json"));
const { NodeHelpers } = installed("n8n-workflow");
const types = installed("n8n-nodes-base/dist/types/nodes.json");

const { nodes, connections } = JSON.parse(await text(stdin));
for (const node of nodes) for (const fault of faultsOf(node)) console.log(`${node.name}: ${fault}`);
for (const [from, { main }] of Object.entries(connections)) {
  for (const { node: to } of main.flat()) {
    for (const name of [from, to]) {
      if (!named(name)) console.log(`${from} → ${to}: no node ${name}`);
    }
  }
}

function named(name) {
  return nodes.some((node) => node.name === name);
}

function faultsOf(node) {
  const type = types.find(({ name, version }) =>
    node.type === `n8n-nodes-base.${name}` && [version].flat().includes(node.typeVersion)
  );
  if (!type) return [`no type ${node.type} ${node.typeVersion}`];
  const { properties } = type;
  const shown = NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, type);
  const issues = NodeHelpers.getNodeParametersIssues(properties, node, type)?.parameters ?? {};
  return [
    ...unknownIn(node.parameters, shown).map((path) => `no parameter ${path}`),
    ...Object.values(issues).flat(),
    ...credentialFaults(node),
  ];
}

/** n8n leaves out of a node's parameters what its type does not have. */
function unknownIn(given, known, path = "") {
  return Object.entries(given).flatMap(([name, value]) => {
    if (!Object.hasOwn(known ?? {}, name)) return [path + name];
    const isBranch = value !== null && typeof value === "object";
    return isBranch ? unknownIn(value, known[name], `${path}${name}.`) : [];
  });
}

/** A credential is a name, and nothing of what it holds. */
function credentialFaults(node) {
  return Object.entries(node.credentials ?? {}).flatMap(([type, credential]) => {
    const members = Object.keys(credential).filter((name) => name !== "id" && name !== "name");
    if (members.length > 0) return [`credential ${type} has ${members}`];
    return credential.id === null ? [] : [`credential ${type} has an id of one n8n`];
  });
}
