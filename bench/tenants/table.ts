import { markdown } from "../table.ts";
import { crowd, type TenantFigures } from "./measure.ts";

interface Target {
  /** Stable name, for machines. */
  key: string;
  work: string;
  /** Seconds. */
  measured: number;
  baseline: number;
  what: string;
  /** At most this share of the baseline, or so many times. */
  most: number;
}

function targets({ one, fresh, ten, ours }: TenantFigures): Target[] {
  return [
    {
      key: "one",
      work: "one tenant from a warm template",
      measured: one,
      baseline: fresh,
      what: "a fresh installation",
      most: 1 / 8,
    },
    {
      key: "ten",
      work: `${crowd} tenants at once`,
      measured: ten,
      baseline: one,
      what: "one",
      most: 6,
    },
    {
      key: "ours",
      work: "of one tenant, our own part",
      measured: ours,
      baseline: one,
      what: "the whole",
      most: 1 / 4,
    },
  ];
}

/** The figures with their targets, as a table for people; Markdown, so that it can go onto a page. */
export function tenantTable(figures: TenantFigures): string {
  const { apps, template, active, failed } = figures;
  const rows = targets(figures).map(({ work, measured, baseline, what, most }) => [
    work,
    `${measured.toFixed(2)} s`,
    `${baseline.toFixed(2)} s ${what}`,
    times(measured / baseline),
    `≤ ${times(most)}`,
    measured / baseline <= most ? "yes" : "no",
  ]);
  const crowded = `${active} active, ${failed} failed`;
  return markdown([
    [`Finance PPM, ${apps} apps`, "measured", "baseline", "ratio", "to reach", "met"],
    ["---", "--:", "--:", "--:", "--:", "--:"],
    ...rows,
    [
      `${crowd} tenants at once`,
      crowded,
      "",
      "",
      `${crowd} active`,
      active === crowd ? "yes" : "no",
    ],
    ["preparing the template", `${template.toFixed(2)} s`, "", "", "", ""],
  ]);
}

/** One key a row of the table, for machines. */
export function tenantJson(figures: TenantFigures): Record<string, unknown> {
  const rows = targets(figures).map(({ key, measured, baseline, most }) => {
    const ratio = measured / baseline;
    return [key, { seconds: measured, ratio, most, met: ratio <= most }];
  });
  return { ...Object.fromEntries(rows), figures };
}

/** A share as one over something, a multiple as it is. */
function times(ratio: number): string {
  return ratio < 1 ? `1/${(1 / ratio).toFixed(1)}` : `${ratio.toFixed(2)} ×`;
}
