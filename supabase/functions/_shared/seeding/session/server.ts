import type { Model } from "../../database/runs.ts";
import type { OdooClient } from "../../odoo/client.ts";
import type { Mappings } from "../../odoo/models.ts";
import type { Context } from "../../odoo/types.ts";
import type { FirstStage } from "./reach.ts";
import type { Writer } from "./writer.ts";

/** What is known of a binding's Odoo once a run has connected. Nothing of it changes while the run goes on. */
export interface Server extends Mappings {
  /** Knows the version, and who we are there. */
  readonly client: OdooClient;
  /** Sent with every read of something that has a name. */
  readonly readContext: Context;
  /** Sent with every write: in the seeds' language, and quiet unless people are to be notified. */
  readonly writeContext: Context;
  readonly firstStages: readonly FirstStage[];
  /** What writes records of a model: the client, or a server action that does it in less time. @throws {AppError} odoo_access_denied */
  writer(model: Model): Promise<Writer>;
  /** The rows by which new tasks get their follower; undefined where that is left to Odoo. */
  followers(): Promise<unknown[] | undefined>;
}
