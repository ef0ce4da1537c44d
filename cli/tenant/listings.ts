import type { components } from "../../client/schema.ts";
import type { Listing } from "../output.ts";

type Schemas = components["schemas"];

/** Tenants, a line each. */
export function tenantsListing(items: Schemas["ListedTenant"][]): Listing {
  return {
    titles: ["slug", "name", "type", "parent", "status", "health", "sync", "plan", "bundle"],
    rows: items.map(({ slug, name, tenant_type, parent, status, hold, ...tenant }) => [
      ...[slug, name, tenant_type, parent, hold ? `${status}, held` : status],
      ...[tenant.health, tenant.sync, tenant.plan, tenant.bundle],
    ]),
    none: "There is no tenant that you may see.",
  };
}

/** Backups, a line each. */
export function backupsListing(items: Schemas["Backup"][]): Listing {
  return {
    titles: ["id", "taken", "expires", "bytes", "odoo"],
    rows: items.map(({ id, taken_at, expires_at, bytes, odoo_version }) => [
      ...[id, taken_at, expires_at, bytes, odoo_version],
    ]),
    none: "There is no backup that can be restored.",
  };
}

/** Modules, a line each. */
export function modulesListing(items: Schemas["ListedTenantModule"][]): Listing {
  return {
    titles: ["module", "state", "source", "in its bundle"],
    rows: items.map(({ module_name, state, source, in_bundle }) => [
      ...[module_name, state, source],
      in_bundle === null ? null : in_bundle ? "yes" : "no",
    ]),
    none: "No operation has stored its modules.",
  };
}

/** What a tenant's creation would do, step by step. */
export function previewListing({ steps }: Schemas["TenantPreview"]): Listing {
  return {
    titles: ["step", "usual seconds"],
    rows: steps.map(({ name, seconds }) => [name, seconds]),
  };
}
