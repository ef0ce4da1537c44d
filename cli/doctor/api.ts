import { answered, type Api, Refused, Unreachable } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import document from "../../supabase/functions/api/openapi.json" with { type: "json" };
import type { Frame } from "../frame.ts";
import { type Finding, unwell, well } from "./finding.ts";

type Me = components["schemas"]["Me"];

/** A description of an API, as far as it tells one version from another. */
interface Described {
  info: { version: string };
  paths: Record<string, object>;
}

/** How long an answer is waited for. */
export const mostMs = 30_000;

/** Whether what is served is what this ocp was made for. */
export function documentFinding(served: Described, known: Described = document): Finding {
  const check = { area: "api", name: "version" };
  const said = `The API is of version ${served.info.version}`;
  if (served.info.version !== known.info.version) {
    const seen = `${said}, and ocp of ${known.info.version}.`;
    return unwell(check, "failure", seen, "Use the ocp of that version.");
  }
  if (JSON.stringify(served) === JSON.stringify(known)) {
    return well(check, `${said}, with the same document as ocp.`);
  }
  const lacking = endpointsOf(known).filter((one) => !endpointsOf(served).includes(one));
  const seen = lacking.length === 0
    ? `${said}, with another document than ocp.`
    : `${said}, and lacks ${lacking.length} endpoints that ocp has: ${lacking[0]}.`;
  return unwell(check, "warning", seen, "Deploy the functions, and use ocp, of one commit.");
}

function endpointsOf({ paths }: Described): string[] {
  return Object.entries(paths).flatMap(([path, of]) =>
    Object.keys(of).map((method) => `${method.toUpperCase()} ${path}`)
  );
}

/** The document that is served; everybody may read it. @throws {Unreachable} */
export async function servedDocument(url: string): Promise<Described> {
  try {
    const signal = AbortSignal.timeout(mostMs);
    const response = await fetch(`${url}/functions/v1/api/openapi.json`, { signal });
    const served = await response.json();
    if (response.ok && served?.info) return served;
  } catch (cause) {
    throw new Unreachable(`Cannot reach the API: ${url} gives no answer.`, { cause });
  }
  throw new Unreachable(`Cannot reach the API: what answers at ${url} is something else.`);
}

/** Who calls, and until when: what is found of them. */
export function callerFindings(me: Me, now = Date.now()): Finding[] {
  const roles = [
    ...me.platform_roles,
    ...me.tenant_roles.map(({ tenant, role }) => `${role} of ${tenant}`),
  ];
  const check = { area: "api", name: "caller" };
  const caller = roles.length > 0
    ? well(check, `It answers ${me.name}, ${me.kind}: ${roles.join(", ")}.`)
    : unwell(
      check,
      "warning",
      `It answers ${me.name}, ${me.kind}, who has no role.`,
      "Ask an owner of the platform, or of a tenant, for one.",
    );
  return [caller, tokenFinding(me, now)];
}

const dayMs = 86_400_000;
const soonDays = 14;

function tokenFinding({ name, kind, expires_at }: Me, now: number): Finding {
  const check = { area: "api", name: "token" };
  if (expires_at === null) return well(check, "The token does not say until when it is valid.");
  const seen = `The token is valid until ${expires_at.slice(0, 16).replace("T", " ")} UTC.`;
  // A person signs in again and again.
  const isSoon = kind !== "person" && Date.parse(expires_at) < now + soonDays * dayMs;
  if (!isSoon) return well(check, seen);
  return unwell(check, "warning", seen, `Have an owner rotate the token ${name}, and log in.`);
}

/** What the API says of a caller and of itself. */
export async function foundByApi(api: Api, frame: Frame): Promise<{ me?: Me; found: Finding[] }> {
  const caller = { area: "api", name: "caller" };
  try {
    const me = await answered(api.GET("/me", { signal: AbortSignal.timeout(mostMs) }));
    return { me, found: [...callerFindings(me), await readyFinding(api, me)] };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { detail, suggestion } = error.problem;
    return {
      found: [unwell(caller, "failure", detail, suggestion, frame.line("login", "--help"))],
    };
  }
}

async function readyFinding(api: Api, { permissions }: Me): Promise<Finding> {
  const check = { area: "api", name: "ready" };
  try {
    await answered(api.GET("/health/ready", { signal: AbortSignal.timeout(mostMs) }));
    return well(check, "The platform can do its work.");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { detail, suggestion } = error.problem;
    const isTold = permissions.includes("platform.read");
    return unwell(check, "failure", detail, isTold ? "What follows says why." : suggestion);
  }
}
