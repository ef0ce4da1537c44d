import type { Figures } from "./measure.ts";

/** The figures with their ratios, as a table for people; Markdown, so that it can go onto a page. */
export function table(figures: Figures, tasks: number, odoo: string): string {
  const { create, update, dependencies, unchanged, shadow } = figures;
  const rows = [
    ["work", "ours", "baseline", "ratio"],
    ["---", "--:", "--:", "--:"],
    compared(`create ${tasks} tasks`, create.ours_per_s, create.earlier_per_s, "the earlier way"),
    create.in_process_per_s === null
      ? ["", "", "Odoo's ORM in process: not reachable", ""]
      : compared("", create.ours_per_s, create.in_process_per_s, "Odoo's ORM in process"),
    compared(
      "without the server action",
      create.without_bulk_action_per_s,
      create.earlier_per_s,
      "the earlier way",
    ),
    compared(`update ${tasks} tasks`, update.ours_per_s, update.earlier_per_s, "the earlier way"),
    compared(
      "without the server action",
      update.without_bulk_action_per_s,
      update.earlier_per_s,
      "the earlier way",
    ),
    compared(
      "create 1000 with dependencies",
      dependencies.ours_per_s,
      dependencies.create_then_write_per_s,
      "create, then write each",
    ),
    [
      `nothing changed, ${tasks} tasks`,
      `${unchanged.seconds} s, ${unchanged.rpc} RPC, ${unchanged.writes} writes`,
      "",
      "",
    ],
    [`full shadow, ${tasks} tasks`, `${shadow.seconds} s, ${rate(shadow.per_s)}`, "", ""],
  ];
  const how = "`deno task bench`, medians of three rounds";
  return [markdown(rows), "", machine(odoo, how)].join("\n");
}

/** Rows of cells, heads and rules first, as an aligned Markdown table. */
export function markdown(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    `| ${row.map((cell, column) => pad(cell, widths[column]!, column > 0)).join(" | ")} |`
  ).join("\n");
}

function compared(work: string, ours: number, baseline: number, name: string): string[] {
  return [work, rate(ours), `${rate(baseline)} ${name}`, `${(ours / baseline).toFixed(1)} ×`];
}

function rate(perSecond: number): string {
  return `${perSecond < 100 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`;
}

function pad(cell: string, width: number, right: boolean): string {
  if (cell.startsWith("--")) return right ? `${"-".repeat(width - 1)}:` : "-".repeat(width);
  return right ? cell.padStart(width) : cell.padEnd(width);
}

/** When, how and on what it was measured. */
export function machine(odoo: string | undefined, how: string): string {
  const gigabytes = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const cores = navigator.hardwareConcurrency;
  const day = new Date().toISOString().slice(0, 10);
  return `Measured ${day} by ${how}: ${
    odoo ? `Odoo ${odoo}, 2 workers; ` : ""
  }${cores} cores, ${gigabytes} GB, everything on this machine.`;
}
