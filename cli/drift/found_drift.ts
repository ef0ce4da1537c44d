import { answered, type Api } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { allPages } from "../../client/all_pages.ts";
import { refusedAbout } from "../refusal.ts";

/** A difference between a seed and Odoo, as the platform keeps it. */
export type DriftItem = components["schemas"]["Drift"];

/** Which drift. */
export interface DriftFilter {
  binding?: string;
  tenant?: string;
  project?: string;
  ref?: string;
  kind?: DriftItem["kind"];
  muted?: "true" | "false" | "all";
}

/** Drift, and as of when it was compared. */
export interface FoundDrift {
  items: DriftItem[];
  as_of: string | null;
}

/** All drift that the platform knows of. @throws {Failure | Unreachable} */
export async function foundDrift(filter: DriftFilter, api: Api): Promise<FoundDrift> {
  let asOf: string | null = null;
  const items = await allPages(async (query) => {
    const page = await answered(api.GET("/drift", { params: { query: { ...filter, ...query } } }))
      .catch(refusedAbout({ next: ["drift", "--help"] }));
    asOf = page.as_of;
    return page;
  });
  return { items, as_of: asOf };
}
