import postgres from "postgres";
import { AppError } from "../errors.ts";
import { refusable } from "./faults.ts";

/** What the caller sent wrong, by the constraint that refused it: the field and its rule. */
const rules: Record<string, [field: string, rule: string]> = {
  slug_must_be_a_slug: [
    "slug",
    "lower-case letters, digits and single hyphens, at most 30, beginning with a letter",
  ],
  slug_must_not_be_a_role: ["slug", "must not be the name of a role of the database server"],
  domain_must_not_be_taken: ["domain", "is another tenant's"],
  name_must_be_given: ["name", "must not be empty"],
  tenant_type_must_be_known: ["type", "one of provider, client, internal"],
  only_the_platform_owner_has_no_parent: ["parent", "every tenant but the platform owner has one"],
  platform_owner_must_be_one: ["type", "there is a platform owner already"],
  isolation_must_be_known: ["isolation", "one of database, schema"],
  database_must_be_an_odoo_database: ["database", "odoo_ and lower-case letters, digits, _"],
  database_must_not_be_taken: ["slug", "is the name of another tenant's database"],
  shared_database_must_be_the_parents: ["database", "with schema isolation it is the parent's"],
  schema_must_be_a_plain_name: ["slug", "must not begin like a schema of the system's own"],
  schema_must_not_be_the_systems: ["slug", "is the name of a schema of the system's own"],
  schema_must_not_be_taken: ["slug", "is the name of another tenant's schema"],
  public_is_the_platform_owners: ["slug", "public is the platform owner's schema"],
  domain_must_be_a_host: ["domain", "must be a host name in lower case"],
  country_must_be_iso: ["country", "two capital letters (ISO 3166-1)"],
  admin_email_must_be_an_address: ["admin_email", "must be an e-mail address"],
  tenants_plan_code_fkey: ["plan", "must be the code of a plan"],
  tenants_bundle_code_fkey: ["bundle", "must be the code of a module bundle"],
  tenants_infra_template_code_fkey: ["template", "must be the code of an infra template"],
  plan_proposals_plan_code_fkey: ["plan", "must be the code of a plan"],
  name_must_not_be_taken: ["name", "another token has it"],
  name_must_not_be_an_address: ["name", "must not look like a person's address"],
  actor_must_be_canonical: ["name", "lower-case printable ASCII, with single spaces"],
  role_must_have_its_place: ["tenant", "belongs to the roles of tenants, and to those alone"],
  service_has_a_role_and_agent_a_person: [
    "kind",
    "a service has a role, an agent has on_behalf_of, neither has both",
  ],
  api_tokens_person_id_fkey: ["on_behalf_of", "must be a user's id"],
};

/** Runs a statement; what our SQL or a constraint refuses of what was sent comes out as AppError. */
export async function storable<T>(statement: PromiseLike<T>): Promise<T> {
  try {
    return await refusable(statement);
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    const [field, rule] = rules[error.constraint_name ?? ""] ?? [];
    if (field === undefined) throw error;
    throw new AppError("invalid_request", `Cannot accept the body: ${field}: ${rule}.`, {
      cause: error,
      extra: { faults: [{ field, rule }] },
    });
  }
}
