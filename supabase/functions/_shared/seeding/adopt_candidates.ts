import { adoptingProjects, type Candidate } from "../database/adoption.ts";
import type { Model } from "../database/runs.ts";
import { AppError } from "../errors.ts";
import type { Domain } from "../odoo/types.ts";
import { integer } from "../odoo/values.ts";
import type { OdooSession } from "./odoo_session.ts";
import { endId, pagesById } from "./pages.ts";
import type { Run } from "./run.ts";

/** What of a record in Odoo is compared with what of a seed. */
export interface MatchRule {
  /** A text or integer field of the model in Odoo; `id` is one. */
  field: string;
  column: "name" | "external_ref" | "odoo_id";
}

const pageRows = 5000;
const comparable = new Set(["char", "text", "integer"]);

/** Reads the records of a model that carry no ref and could be a seed's. @throws {AppError} invalid_request */
export async function readCandidates(
  run: Run,
  session: OdooSession,
  model: Model,
  rule: MatchRule,
): Promise<Candidate[]> {
  await refuseUnknownField(session, model, rule.field);
  const isTask = model === "project.task";
  const fields = [...new Set(["name", isTask ? "project_id" : "company_id", rule.field])];
  const domain = await candidateDomain(run, session, model, rule);
  const query = { model, domain, fields, pageRows };
  const candidates: Candidate[] = [];
  const all = { afterId: 0, throughId: endId };
  for await (const page of pagesById(session.client, query, all, run.deps.now)) {
    run.assertLease();
    for (const record of page.records) {
      candidates.push({
        odoo_id: Number(record.id),
        name: String(record.name),
        value: String(record[rule.field]),
        company_name: session.names.companies.name(integer(record.company_id)),
        project_odoo_id: isTask ? integer(record.project_id) : null,
      });
    }
  }
  return candidates;
}

async function candidateDomain(
  run: Run,
  session: OdooSession,
  model: Model,
  { field, column }: MatchRule,
): Promise<Domain> {
  const isTask = model === "project.task";
  const domain: Domain = [[field, "!=", false]];
  if (isTask ? session.tasks.hasRef : session.projects.hasRef) {
    domain.push(["x_external_ref", "=", false]);
  }
  if (!isTask) return domain;
  const byName = ["project_id", "in", await adoptingProjects(run.deps.sql, run.id)];
  return [...domain, column === "name" ? byName : ["project_id", "!=", false]];
}

async function refuseUnknownField(
  session: OdooSession,
  model: Model,
  field: string,
): Promise<void> {
  const fields = await session.client.fieldsGet(model, ["type"]);
  const type = fields[field]?.type;
  if (type !== undefined && comparable.has(type)) return;
  const fault = type === undefined ? "has no such field" : `has it as ${type}`;
  throw new AppError("invalid_request", `Cannot match by ${field}: ${model} ${fault}.`, {
    suggestion: "Name a text or integer field, or give projects and tasks a rule each.",
  });
}
