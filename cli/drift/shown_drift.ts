import type { Frame } from "../frame.ts";
import type { FoundDrift } from "./found_drift.ts";
import { printedDrift } from "./printed_drift.ts";
import { driftListing } from "./told_drift.ts";

/** Shows drift: printed for people; all of it as JSON and YAML; a line a field as CSV. */
export function showDrift(found: FoundDrift, frame: Frame): void {
  if (frame.format === "table") {
    frame.print((page) => found.items.length > 0 ? printedDrift(found.items, page) : [none(found)]);
  } else {
    frame.show(found, driftListing(found.items));
  }
}

function none({ as_of }: FoundDrift): string {
  return as_of === null ? "Nothing was compared yet." : "No drift: Odoo holds what the seeds say.";
}
