import { isCopy } from "../database/bindings.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { hasAccess } from "../odoo/access.ts";
import type { OdooClient } from "../odoo/client.ts";
import { clockAhead } from "../odoo/clock.ts";
import { readMappings } from "../odoo/models.ts";
import { observeNeutrality } from "../odoo/tenant/neutral.ts";
import { refreshWorkers } from "../odoo/workers.ts";
import type { Reach } from "../seeding/session/reach.ts";
import { failed, type Finding, unwell, well } from "./finding.ts";

/** A binding whose Odoo has let us in. */
export interface Entered {
  binding: string;
  deps: Deps;
  reach: Reach;
  client: OdooClient;
  rights: { projects: Rights; tasks: Rights };
}

export type Rights = Record<"read" | "create" | "write", boolean>;

/** What is found in an Odoo that a seeding, or a copy of it, depends on. */
export async function bindingFindings(entered: Entered): Promise<Finding[]> {
  const found = await Promise.all(
    Object.entries(checks).map(([name, look]) =>
      looked({ area: "odoo", name, object: entered.binding }, entered, look)
    ),
  );
  return found.filter((finding) => finding !== undefined);
}

type Check = Parameters<typeof well>[0];
type Look = (check: Check, entered: Entered) => Finding | undefined | Promise<Finding | undefined>;

async function looked(
  check: Check,
  entered: Entered,
  look: Look,
): Promise<Finding | undefined> {
  try {
    return await look(check, entered);
  } catch (error) {
    if (error instanceof AppError) return failed(check, error);
    throw error;
  }
}

const checks: Record<string, Look> = {
  version,
  rights,
  x_external_ref: refs,
  clock,
  workers,
  copy,
};

/** Those that docs/deploy.md says were tried. */
const tried = { from: 17, to: 19 };

function version(check: Check, { client: { version, transport } }: Entered): Finding {
  const seen = `Odoo ${version.text} lets us in, by ${transport.kind}.`;
  if (version.major >= tried.from && version.major <= tried.to) return well(check, seen);
  const suggestion = `Only ${tried.from} to ${tried.to} were tried: test it (docs/deploy.md).`;
  return unwell(check, "warning", seen, suggestion);
}

function rights(check: Check, { rights }: Entered): Finding {
  const lacking = Object.entries(rights).flatMap(([model, of]) =>
    Object.entries(of).filter(([, may]) => !may).map(([right]) => `${right} ${model}`)
  );
  if (lacking.length === 0) return well(check, "It may read, create and write what seeds say.");
  return unwell(
    check,
    "failure",
    `It may not ${lacking.join(", ")}.`,
    "Give it these rights in Odoo (docs/runbooks/first-connection.md).",
  );
}

async function refs(check: Check, { client, reach }: Entered): Promise<Finding> {
  const { projects, tasks } = await readMappings(client, reach.timeZone);
  if (projects.hasRef && tasks.hasRef) {
    return well(check, "x_external_ref is there on projects and tasks.");
  }
  if (await hasAccess(client, "ir.model.fields", "create")) {
    return well(check, "x_external_ref is not there; the first seeding makes it.");
  }
  return unwell(
    check,
    "failure",
    "x_external_ref is not there, and it may not make it.",
    "Add the field, or give Access Rights once (docs/runbooks/first-connection.md).",
  );
}

/** Calls are good for a minute; half of it is left for them. */
const mostSeconds = 30;

async function clock(check: Check, { client, deps }: Entered): Promise<Finding> {
  const ahead = await clockAhead(client, deps.now);
  const suggestion = "Have NTP set the clock of its server.";
  if (ahead === undefined) {
    return unwell(check, "warning", "Odoo does not tell its time.", suggestion);
  }
  const seen = `Its clock is ${Math.abs(ahead)} s ${ahead < 0 ? "behind" : "ahead of"} ours.`;
  return Math.abs(ahead) <= mostSeconds
    ? well(check, seen)
    : unwell(check, "warning", seen, suggestion);
}

const mostMs = 30_000;

async function workers(check: Check, { reach: { connection } }: Entered): Promise<Finding> {
  const signal = AbortSignal.timeout(mostMs);
  if (await refreshWorkers({ connection, fetch, signal })) {
    return well(check, "Each of its workers knows the database as it is.");
  }
  return unwell(
    check,
    "warning",
    "Its workers serve no pages of that database at that address.",
    "Let the dbfilter of Odoo show the database there.",
  );
}

/** By these a copy mails people. */
const mailing = new Set(["outgoing mail servers", "the server's own mail gateway"]);

async function copy(
  check: Check,
  { binding, deps, client }: Entered,
): Promise<Finding | undefined> {
  if (!await isCopy(deps.sql, binding)) return undefined;
  const open = await observeNeutrality(client);
  if (open.length === 0) return well(check, "It is a copy, and reaches nobody.");
  const state = open.some((one) => mailing.has(one)) ? "failure" : "warning";
  const seen = `It is a copy, and can reach out by ${open.join(", ")}.`;
  return unwell(check, state, seen, "Switch these off in its Odoo, or clone the tenant again.");
}
