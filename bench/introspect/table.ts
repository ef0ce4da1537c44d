import { markdown } from "../table.ts";
import { connectorPackage, type IntrospectFigures, type Took } from "./measure.ts";

const most: Took = { seconds: 5, megabytes: 200 };

/** The figures with their targets and ratios, as a table for people; Markdown, so that it can go onto a page. */
export function introspectTable(figures: IntrospectFigures): string {
  const { tables, readSeconds, all, dbml, connector } = figures;
  const met = all.seconds <= most.seconds && all.megabytes <= most.megabytes;
  const theirs = connectorPackage.replace("npm:", "");
  return markdown([
    [`${tables} tables`, "measured", "", ""],
    ["---", "--:", "--:", "--:"],
    ["read", seconds(readSeconds), "", ""],
    [
      `all formats, ${all.files} files`,
      said(all),
      `to reach: ≤ ${most.seconds} s, ≤ ${most.megabytes} MB`,
      met ? "met" : "not met",
    ],
    ["DBML", said(dbml), `${said(connector)} ${theirs}`, ratio(connector, dbml)],
  ]);
}

const seconds = (value: number) => `${value.toFixed(2)} s`;
const said = (took: Took) => `${seconds(took.seconds)}, ${Math.round(took.megabytes)} MB`;

function ratio(theirs: Took, ours: Took): string {
  const of = (key: keyof Took) => (theirs[key] / ours[key]).toFixed(1);
  return `${of("seconds")} × the time, ${of("megabytes")} × the memory`;
}
