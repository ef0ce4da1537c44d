import postgres, { type Sql } from "postgres";
import type { OdooStack, StackState } from "../../stack/types.ts";
import { assertOdoo } from "../set_up.ts";

/** What the acts play on. */
export interface TenantStage extends AsyncDisposable {
  stack: OdooStack;
  sql: Sql;
}

/** The tenants that the demo makes; the first is among the seeds. */
export const slugs = { tenant: "tbwa", clone: "tbwa-copy", client: "northwind" };

/** For whom something is asked. */
export interface Actor {
  user: string;
  role: string;
  /** The tenant in which the role holds. */
  tenant?: string;
}

/** Two people of the platform, and the one who owns the tenant. */
export const people = {
  ann: { user: "ann@example.com", role: "platform_owner" },
  ben: { user: "ben@example.com", role: "platform_owner" },
  owner: { user: "tbwa.admin@example.com", role: "owner", tenant: slugs.tenant },
} satisfies Record<string, Actor>;

export function setStage(stack: StackState): TenantStage {
  assertOdoo(stack);
  const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
  return { stack, sql, [Symbol.asyncDispose]: () => sql.end() };
}
