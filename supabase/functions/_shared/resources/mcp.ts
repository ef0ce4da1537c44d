import {
  type CallToolResult,
  createMcpHandler,
  McpServer,
  type McpServerFactory,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { knownIfLost } from "../database/lost_connection.ts";
import { AppError } from "../errors.ts";
import type { Asked, Route } from "./route.ts";
import { type Runbook, runbooks } from "./runbook_pages.ts";

/** Whose request it is, and how an endpoint answers them. */
export interface Agent {
  ask: Asked["ask"];
  /** Answers as over HTTP. */
  perform(route: Route, args: Asked["args"]): Promise<Response>;
}

const instructions =
  "The control plane of many Odoo databases. Everything here is read as the caller may read it. " +
  "propose_operation asks for something: a person has to approve it before anything happens.";

/** Serves a request of the Model Context Protocol: each GET of the API is a tool, with the same rights. */
export async function serveMcp(
  routes: readonly Route[],
  agent: Agent,
  request: Request,
): Promise<Response> {
  return await createMcpHandler(serverOf(routes, agent)).fetch(request);
}

function serverOf(routes: readonly Route[], agent: Agent): McpServerFactory {
  return () => {
    const server = new McpServer({ name: "odoo-control-plane", version: "1" }, { instructions });
    for (const route of routes) if (isTool(route)) addTool(server, route, agent);
    const proposal = routes.find(({ name }) => name === "request_operation");
    if (proposal) addProposal(server, proposal, agent);
    for (const runbook of runbooks) addRunbook(server, runbook);
    return server;
  };
}

/** What reads, and answers at once in JSON. */
function isTool({ method, download, open }: Route): boolean {
  return method === "GET" && !download && !open;
}

function addTool(server: McpServer, route: Route, agent: Agent): void {
  const description = [
    route.summary,
    route.permission && `It takes the permission ${route.permission}.`,
  ].filter(Boolean).join(" ");
  server.registerTool(route.name, {
    description,
    inputSchema: inputOf(route),
    annotations: { readOnlyHint: true, openWorldHint: false },
  }, (args) => answered(() => agent.perform(route, args)));
}

/** Path, query and body as one object. */
function inputOf({ params, query, body }: Route): z.ZodObject {
  return z.strictObject({ ...params?.shape, ...query?.shape, ...body?.shape });
}

/** Only what waits for a person may be asked for here, and that is what agents ask for. */
function addProposal(server: McpServer, route: Route, agent: Agent): void {
  server.registerTool("propose_operation", {
    description: "Propose an operation on a tenant. It waits until a person approves it, and is " +
      "then carried out. It takes an agent's token.",
    inputSchema: inputOf(route),
    annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  }, (args) =>
    answered(async () => {
      const { kind } = JSON.parse((await agent.ask("get_me", {})) ?? "{}");
      if (kind !== "agent") {
        throw new AppError(
          "forbidden",
          "Cannot propose it: only what an agent asks for waits for a person.",
          { suggestion: "Come with an agent's token, or use POST /tenants/{tenant}/operations." },
        );
      }
      return await agent.perform(route, args);
    }));
}

function addRunbook(server: McpServer, { name, title, text }: Runbook): void {
  const mimeType = "text/markdown";
  server.registerResource(name, `runbook:${name}`, { title, mimeType }, ({ href: uri }) => ({
    contents: [{ uri, mimeType, text }],
  }));
}

/** An answer, or why there is none, as a tool gives it. */
async function answered(work: () => Promise<Response>): Promise<CallToolResult> {
  try {
    return { content: [{ type: "text", text: await (await work()).text() }] };
  } catch (error) {
    const known = knownIfLost(error);
    if (!(known instanceof AppError)) throw error;
    const { code, detail, suggestion } = known;
    const text = JSON.stringify({ code, detail, suggestion });
    return { isError: true, content: [{ type: "text", text }] };
  }
}
