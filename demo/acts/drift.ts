import type { OdooStack } from "../../stack/types.ts";
import * as functions from "../functions.ts";
import { type Drift, readDrift } from "../drift.ts";
import { disturb, doings } from "../people.ts";
import { ocpLine, type Stage } from "../stage.ts";
import { claim, heading, showTable } from "../terminal/say.ts";
import type { Style } from "../../terminal/paint.ts";
import type { Cell } from "../../terminal/table.ts";

const winnerStyle: Record<Drift["winner"], Style> = {
  seed: "cyan",
  odoo: "magenta",
  undecided: "yellow",
};

/** Act 4: a person works in Odoo, and all of it is found. Returns the id of the added task. */
export async function drift(stage: Stage): Promise<number> {
  const { stack, sql, person } = stage;
  heading(
    4,
    "Drift",
    "Odoo belongs to people. A project manager renames a task, moves another, deletes a third and " +
      "adds one of their own. The next shadow finds exactly that: who, when, what, and who wins.",
    ocpLine(stage, "drift --shadow"),
  );
  const { strayId } = await disturb(person);
  const answer = await functions.shadow(stack);
  const rows = await readDrift(sql);
  showTable(
    ["ref", "what", "seed", "Odoo", "who", "at (UTC)", "wins"],
    rows.map((row) => driftRow(row)),
  );
  const expected = [
    `field ${doings.moved.ref} odoo`,
    `missing ${doings.deleted.ref} seed`,
    `name ${doings.renamed.ref} seed`,
    `orphan project.task,${strayId} undecided`,
  ];
  const found = rows.map((row) => `${row.kind} ${row.external_ref} ${row.winner}`);
  claim(
    `Four things done, the same four found (${answer.rpc_count} RPC, ${answer.duration_ms} ms). ` +
      "A deletion names nobody.",
    found.join() === expected.join() && rows.every((row) => hasAuthor(row, stack)),
    () => ({ expected, rows }),
  );
  return strayId;
}

/** Whoever wrote last is the person that did it; a deleted record has nobody to tell. */
function hasAuthor(row: Drift, stack: OdooStack): boolean {
  const author = row.kind === "missing" ? null : stack.odoo.logins.projectManager.login;
  return row.odoo_write_by === author;
}

function driftRow(row: Drift): Cell[] {
  return [
    row.external_ref,
    row.kind === "field" ? row.field : row.kind,
    row.expected === null ? null : String(row.expected),
    row.actual === null ? null : String(row.actual),
    row.odoo_write_by?.split("@")[0] ?? null,
    row.odoo_write_at?.toISOString().slice(11, 19) ?? null,
    { text: row.winner, style: winnerStyle[row.winner] },
  ];
}
