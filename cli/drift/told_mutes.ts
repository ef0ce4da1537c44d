import type { components } from "../../client/schema.ts";
import type { Listing } from "../output.ts";

/** Drift that somebody accepts for a time. */
export type Mute = components["schemas"]["Mute"];

/** Mutes, a line each; those of the whole record name no field. */
export function mutesListing(mutes: readonly Mute[]): Listing {
  return {
    titles: ["mute", "binding", "ref", "field", "until", "reason", "by"],
    rows: mutes.map(({ id, binding, ref, field, until, reason, muted_by }) => [
      ...[id, binding, ref, field, until, reason, muted_by],
    ]),
    none: "Nothing is muted.",
  };
}
