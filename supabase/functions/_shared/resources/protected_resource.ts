import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";
import { problem } from "../http/problem.ts";

/** Below the function's name: where clients look for who lets them in. */
export const metadataPath = "/.well-known/oauth-protected-resource";

type Known = Pick<Config, "functionsUrl" | "authIssuer">;

/** Where an agent's client has its person sign in, as RFC 9728 has it: at the project's Auth. */
export function protectedResource({ functionsUrl, authIssuer }: Known): Response {
  return Response.json({
    resource: `${functionsUrl}/api/mcp`,
    resource_name: "Odoo control plane",
    authorization_servers: [authIssuer],
    bearer_methods_supported: ["header"],
  }, {
    // It says nothing that is not public, and clients in browsers look for it.
    headers: { "access-control-allow-origin": "*", "cache-control": "public, max-age=3600" },
  });
}

/** A refusal of who is not known, which says where to sign in. @throws {unknown} any other error */
export function challenge(error: unknown, bearer: string | null, { functionsUrl }: Known) {
  if (!(error instanceof AppError) || error.code !== "unauthorized") throw error;
  const answer = problem(error);
  const why = bearer === null ? "" : 'error="invalid_token", ';
  const metadata = `resource_metadata="${functionsUrl}/api${metadataPath}"`;
  answer.headers.set("www-authenticate", `Bearer ${why}${metadata}`);
  return answer;
}
