import { z } from "zod";

/** A module of a tenant. */
export const tenantModule = z.strictObject({
  module_name: z.string(),
  source: z.enum(["core", "oca", "ipai"]),
  state: z.enum(["installed", "removed", "pending"]),
  last_operation_id: z.uuid().nullable(),
  in_bundle: z.boolean().nullable().meta({ description: "Whether the tenant's bundle names it." }),
}).meta({ id: "TenantModule" });
