import { markdown } from "../table.ts";
import type { EventFigures } from "./measure.ts";

const least = 500;

/** The figures with their target, as a table for people. */
export function eventsTable({ events, subjects, written, plain, drained }: EventFigures): string {
  const each = (rate: number) => `${Math.round(rate)} a second`;
  return markdown([
    [`${events} events of ${subjects} subjects`, "measured", ""],
    ["---", "--:", "--:"],
    ["written into the outbox, 100 a transaction", each(written), ""],
    [
      "drained: signed, posted, answered, recorded",
      each(drained),
      `to reach: ≥ ${least}, ${drained >= least ? "met" : "not met"}`,
    ],
    [
      "the same bodies in a plain loop, unsigned, one after another",
      each(plain),
      `${(drained / plain).toFixed(1)} × as many are drained`,
    ],
  ]);
}
