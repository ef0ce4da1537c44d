import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { Json } from "./operations.ts";

/** Which template: of a bundle, for companies of a country. */
export interface WantedTemplate {
  bundle: string;
  country: string | null;
}

/** A template that can be copied. */
export interface ReadyTemplate {
  database: string;
  db_host: string;
  /** Null: an operator's own, and not prepared by us. */
  odoo_url: string | null;
  /** Its `database.uuid`, where we prepared it. */
  uuid: string | null;
}

/** A template that a worker holds for one attempt. */
export interface TemplateClaim {
  database: string;
  db_host: string;
  odoo_url: string;
  bundle_code: string;
  country_code: string | null;
  /** Of its bundle, as it was asked to hold them. */
  modules: string[];
  status: "building" | "ready" | "stale";
  attempts: number;
  /** The `database.uuid` of what was made of it; null until then. */
  uuid: string | null;
  /** When the name of what becomes it was found free; null: what has that name is somebody else's. */
  build_claimed_at: string | null;
  lease_token: string;
}

/** The template to copy on a server, an operator's own before ours; undefined when there is none. */
export async function readyTemplate(
  sql: Sql,
  host: string,
  { bundle, country }: WantedTemplate,
): Promise<ReadyTemplate | undefined> {
  const [row] = await sql<[ReadyTemplate?]>`
    select database, db_host, odoo_url, uuid from control.database_templates
    where bundle_code = ${bundle} and db_host = ${host} and status = 'ready'
      and (country_code is not distinct from ${country} or country_code is null and odoo_url is null)
    order by odoo_url nulls first
    limit 1
  `;
  return row;
}

/** Has a template prepared unless there is one. @returns its database; null where the bundle is unknown */
export async function wantTemplate(
  sql: Sql,
  url: string,
  { bundle, country }: WantedTemplate,
): Promise<string | null> {
  const [row] = await sql`
    select control.want_template(
      p_bundle => ${bundle}, p_country => ${country}, p_url => ${new URL(url).origin}
    ) as database
  `;
  return row!.database;
}

/** Nobody copies it any more, and ours is built anew. */
export async function retireTemplate(
  sql: Sql,
  { db_host, database }: Pick<ReadyTemplate, "db_host" | "database">,
): Promise<void> {
  await sql`select control.retire_template(p_host => ${db_host}, p_database => ${database})`;
}

/** Says that what will become the template is ours, its name having been found free. @throws {AppError} lease_lost */
export async function claimBuild(
  sql: Sql,
  { db_host, database, lease_token }: TemplateClaim,
): Promise<void> {
  await refusable(sql`
    select control.claim_template_build(
      p_host => ${db_host}, p_database => ${database}, p_token => ${lease_token}
    )
  `);
}

/** Says which `database.uuid` the template has, before it gets its name. @throws {AppError} lease_lost */
export async function noteTemplate(
  sql: Sql,
  { db_host, database, lease_token }: TemplateClaim,
  uuid: string,
): Promise<void> {
  await refusable(sql`
    select control.note_template(
      p_host => ${db_host}, p_database => ${database}, p_token => ${lease_token}, p_uuid => ${uuid}
    )
  `);
}

/** The templates that are worked on; each call is one transaction. */
export interface TemplateShelf {
  /** The next due one, or null. */
  claim(): Promise<TemplateClaim | null>;
  /** The heartbeat. @throws {AppError} lease_lost, as all below */
  extend(claim: TemplateClaim): Promise<void>;
  /** Ends an attempt; the next begins in so many seconds, after an error when SQL says. */
  leave(claim: TemplateClaim, seconds: number, error?: Json): Promise<void>;
  /** Says what was found in it. @returns whether it can be copied */
  mark(claim: TemplateClaim, version: string, hash: string): Promise<"ready" | "stale">;
  /** Its database is gone. */
  forget(claim: TemplateClaim): Promise<void>;
  /** What has its name is not known to be ours, and why: another one is built. */
  disown(claim: TemplateClaim, why: string): Promise<void>;
  /** It cannot be used any more, and why: another one is built. */
  retire(claim: TemplateClaim, why: string): Promise<void>;
}

/** The templates of schema control. @param sql gives the pool for each call */
export function templateShelf(sql: () => Sql, leaseSeconds: number): TemplateShelf {
  return {
    async claim() {
      const [row] = await sql()<[{ claim: TemplateClaim | null }]>`
        select control.claim_template(p_lease_seconds => ${leaseSeconds}) as claim
      `;
      return row.claim;
    },
    async extend({ db_host, database, lease_token }) {
      await refusable(sql()`
        select control.extend_template(
          p_host => ${db_host}, p_database => ${database}, p_token => ${lease_token},
          p_lease_seconds => ${leaseSeconds}
        )
      `);
    },
    async leave({ db_host, database, lease_token }, seconds, error) {
      await refusable(sql()`
        select control.leave_template(
          p_host => ${db_host}, p_database => ${database}, p_token => ${lease_token},
          p_seconds => ${seconds}, p_error => ${error ? sql().json(error as never) : null}
        )
      `);
    },
    async mark({ db_host, database, lease_token }, version, hash) {
      const [row] = await refusable(sql()<[{ status: "ready" | "stale" }]>`
        select control.mark_template(
          p_host => ${db_host}, p_database => ${database}, p_token => ${lease_token},
          p_version => ${version}, p_hash => ${hash}
        ) as status
      `);
      return row.status;
    },
    async forget({ db_host, database, lease_token }) {
      await refusable(sql()`
        select control.forget_template(
          p_host => ${db_host}, p_database => ${database}, p_token => ${lease_token}
        )
      `);
    },
    async disown({ db_host, database, lease_token }, why) {
      await refusable(sql()`
        select control.disown_template(
          p_host => ${db_host}, p_database => ${database}, p_token => ${lease_token}, p_why => ${why}
        )
      `);
    },
    async retire({ db_host, database }, why) {
      await sql()`
        select
          ops.note_fault('control.retire_template', ${database}, 'odoo_failed', ${why}),
          control.retire_template(p_host => ${db_host}, p_database => ${database})
      `;
    },
  };
}
