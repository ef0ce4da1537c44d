import { join } from "node:path";
import { root } from "../../../stack/paths.ts";
import { signIn } from "../../../stack/peers/n8n/owner.ts";
import type { PeerState } from "../../../stack/peers/peer.ts";
import { eventually } from "../../integration/support/eventually.ts";

/** A workflow as n8n takes and gives it. */
export interface Workflow {
  name: string;
  nodes: WorkflowNode[];
  connections: Record<string, { main: { node: string; type: string; index: number }[][] }>;
  settings: Record<string, unknown>;
}

export interface WorkflowNode {
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  parameters: Record<string, unknown>;
  credentials?: Record<string, { id: string | null; name: string }>;
  waitBetweenTries?: number;
}

/** What a person changes after an import. */
export interface Changes {
  /** Members of the node Settings. */
  settings: Record<string, string | number>;
  /** The ids of credentials, by the names that the workflow has for them. */
  credentials: Record<string, string>;
}

/** How an execution ended. */
export interface Execution {
  id: string;
  status: string;
}

export const state: PeerState = JSON.parse(Deno.readTextFileSync(Deno.env.get("PEER_STATE")!));

/** Calls n8n's public API, again where its database was too slow for it. @throws {Error} unless it succeeds */
// deno-lint-ignore no-explicit-any -- what it is, each caller says
export async function n8n(method: string, path: string, body?: unknown): Promise<any> {
  const init = {
    method,
    headers: { "X-N8N-API-KEY": state.apiKey!, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
  const { response, text } = await eventually(`n8n takes ${method} ${path}`, async () => {
    const response = await fetch(`${state.url}/api/v1${path}`, init);
    const text = await response.text();
    return response.status !== 503 && { response, text };
  }, { seconds: 120, everyMs: 500 });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** A workflow of the folder n8n, as it lies there. */
export async function readWorkflow(name: string): Promise<Workflow> {
  return JSON.parse(await Deno.readTextFile(join(root, "n8n", `${name}.json`)));
}

/** Stores a header, or what else a credential has, in n8n. @returns its id */
export async function credential(name: string, type: string, data: unknown): Promise<string> {
  return (await n8n("POST", "/credentials", { name, type, data })).id;
}

/** The same for a header. */
export const header = (label: string, name: string, value: string): Promise<string> =>
  credential(label, "httpHeaderAuth", { name, value });

/** As a person does after an import: chooses credentials and fills in Settings. Pauses of nodes get short. */
export function filledIn(workflow: Workflow, { settings, credentials }: Changes): Workflow {
  const made = structuredClone(workflow);
  for (const node of made.nodes) {
    if (node.waitBetweenTries) node.waitBetweenTries = 100;
    for (const chosen of Object.values(node.credentials ?? {})) {
      chosen.id = credentials[chosen.name] ?? null;
      if (!chosen.id) throw new Error(`${node.name} wants the credential ${chosen.name}.`);
    }
    if (node.name === "Settings") fill(node, settings);
  }
  return made;
}

function fill(node: WorkflowNode, settings: Changes["settings"]): void {
  type Assignments = { assignments: { name: string; value: unknown }[] };
  const { assignments } = node.parameters.assignments as Assignments;
  for (const [name, value] of Object.entries(settings)) {
    const found = assignments.find((assignment) => assignment.name === name);
    if (!found) throw new Error(`The workflow has no setting ${name}.`);
    found.value = value;
  }
}

/**
 * Imports a workflow, or another version of it, publishes it, and waits until that version is the one at
 * work: n8n answers before it is. @returns its id
 */
export async function publish(workflow: Workflow, id?: string): Promise<string> {
  const stored = id
    ? await n8n("PUT", `/workflows/${id}`, workflow)
    : await n8n("POST", "/workflows", workflow);
  const wanted = stored.versionId;
  await n8n("POST", `/workflows/${stored.id}/publish`, { versionId: wanted });
  const headers = { cookie: await session() };
  await eventually(`version ${wanted} of ${workflow.name} is at work`, async () => {
    const path = `${state.url}/rest/workflows/${stored.id}/publication-status`;
    const { status, liveVersionId } = (await (await fetch(path, { headers })).json()).data;
    return status === "published" && liveVersionId === wanted;
  });
  return stored.id;
}

let signedIn: Promise<string> | undefined;

/** The owner's cookie: what the public API has no route for. */
function session(): Promise<string> {
  return signedIn ??= signIn(state.url, state.login);
}

/** What a webhook answers. */
export interface Hooked {
  status: number;
  // deno-lint-ignore no-explicit-any -- what it is, each test says
  body: any;
}

/** Calls a published webhook. */
export async function hook(path: string, init: RequestInit): Promise<Hooked> {
  const response = await fetch(`${state.url}/webhook/${path}`, { method: "POST", ...init });
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : text };
}

/** The executions of a workflow that have ended, the newest first. */
export async function executions(workflow: string): Promise<Execution[]> {
  const { data } = await n8n("GET", `/executions?workflowId=${workflow}&limit=250`);
  return data.filter(({ status }: Execution) => !["running", "waiting", "new"].includes(status));
}
