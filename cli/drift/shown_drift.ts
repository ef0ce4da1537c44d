import type { Frame } from "../frame.ts";
import type { FoundDrift } from "./found_drift.ts";
import { printedDrift } from "./printed_drift.ts";
import { driftListing } from "./told_drift.ts";

/** Shows drift: printed for people; all of it as JSON and YAML; a line a field as CSV. */
export function showDrift(found: FoundDrift, frame: Frame): void {
  if (frame.format === "table") frame.print((page) => printedDrift(found.items, page));
  else frame.show(found, driftListing(found.items));
}
