import { adoptingProjects, type Candidate } from "../../database/adoption.ts";
import type { Model } from "../../database/runs.ts";
import { AppError } from "../../errors.ts";
import { spelled } from "../../odoo/models.ts";
import type { Domain } from "../../odoo/types.ts";
import { isId } from "../../odoo/kinds.ts";
import { integer, text } from "../../odoo/values.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { endId, pagesById, type RecordPage } from "../observe/pages.ts";
import { readTranslations, type Translations } from "../session/languages.ts";
import type { Run } from "../session/run.ts";
import { quoted } from "../../quoted.ts";

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
  const { readContext: context } = session;
  const query = { model, domain, fields, pageRows, context };
  const candidates: Candidate[] = [];
  const all = { afterId: 0, throughId: endId };
  for await (const page of pagesById(session.client, query, all, run.deps.now)) {
    run.assertLease();
    const translations = await translationsOf(session, model, rule, page);
    for (const record of page.records) {
      const values = [
        record[rule.field],
        ...Object.values(translations.get(Number(record.id)) ?? {}),
      ];
      for (const value of new Set(values.map(comparableOf))) {
        if (!isId(record.id) || value === null) continue;
        candidates.push({
          odoo_id: record.id,
          name: text(record.name) ?? "",
          value,
          company_name: session.names.companies.name(integer(record.company_id)),
          project_odoo_id: isTask ? integer(record.project_id) : null,
        });
      }
    }
  }
  return candidates;
}

/** What cannot be read is like no seed's. */
function comparableOf(value: unknown): string | null {
  return typeof value === "number" ? String(value) : text(value);
}

/** What the records of a page are called in other languages, where they are matched by name. */
async function translationsOf(
  session: OdooSession,
  model: Model,
  { field }: MatchRule,
  { records }: RecordPage,
): Promise<Map<number, Translations>> {
  const translated = spelled(session, model).translatesName;
  if (field !== "name" || !translated || records.length === 0) return new Map();
  return await readTranslations(session, model, [["id", "in", records.map(({ id }) => id)]]);
}

async function candidateDomain(
  run: Run,
  session: OdooSession,
  model: Model,
  { field, column }: MatchRule,
): Promise<Domain> {
  const isTask = model === "project.task";
  const domain: Domain = [[field, "!=", false]];
  if (spelled(session, model).hasRef) {
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
  throw new AppError("invalid_request", `Cannot match by ${quoted(field)}: ${model} ${fault}.`, {
    suggestion: "Name a text or integer field, or give projects and tasks a rule each.",
  });
}
