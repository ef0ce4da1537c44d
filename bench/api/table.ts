import { markdown } from "../table.ts";
import type { Sent } from "./load.ts";
import type { ApiFigures, Measured } from "./measure.ts";
import type { Statement } from "./statements.ts";

const most = 25;
/** In the table whatever they take. */
const shown = ["/tenants", "/tenants/t4242", "/operations", "/audit", "/drift", "/tasks", "/me"];
const ms = (value: number) => `${value.toFixed(1)} ms`;

/** The figures with their targets, as a table for people; Markdown, so that it can go onto a page. */
export function apiTable(
  { reads, ten, fifty, bare, roundTrips, cold, bulk, top }: ApiFigures,
): string {
  const within = reads.filter(({ p95 }) => p95 <= most);
  const isShown = ({ path }: Measured) => shown.includes(path.split("?")[0]!);
  const slow = reads.filter((read) => read.p95 > most && !isShown(read))
    .sort((a, b) => b.p95 - a.p95);
  const me = reads.find(({ path }) => path === "/me")!;
  const rows = [
    ["", "measured", "target"],
    ["---", "--:", "--:"],
    [`lists and details with p95 within ${most} ms`, `${within.length} of ${reads.length}`, "all"],
    ...reads.filter(isShown).map(row),
    ...slow.map(row),
    ["a tenant at 10 in flight, against the bare route", against(ten, bare), "0.8 ×"],
    ["`GET /me`, likewise: what every request takes", against(me, bare), ""],
    ["at 50 in flight", `${(fifty.perSecond / ten.perSecond).toFixed(2)} × of that`, "1 ×"],
    ["round trips to PostgreSQL a request", roundTrips.toFixed(2), "2"],
    [
      `of the ${top.length} statements that take longest, those that read a large table whole`,
      `${top.filter(({ scans }) => scans.length > 0).length}`,
      "0",
    ],
    ["a cold function answers, median", ms(cold[Math.floor(cold.length / 2)]!), "400 ms"],
    [`${bulk.rows} tasks stored`, `${bulk.seconds.toFixed(1)} s`, "10 s"],
  ];
  return markdown(rows);
}

/** The statements that take longest, with what they read, for people. */
export function topTable(top: Statement[]): string {
  return top.map(({ query, calls, mean, reads }) =>
    `${mean.toFixed(2)} ms, ${calls} times: ${query.slice(0, 160)}\n    ${
      reads?.join(", ") ?? "planned within its function, of whose variables it speaks"
    }`
  ).join("\n");
}

function against(ours: Sent, bare: Sent): string {
  const [our, its] = [ours.perSecond, bare.perSecond];
  return `${Math.round(our)}/s of ${Math.round(its)}/s, ${(our / its).toFixed(2)} ×`;
}

const id = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

function row({ path, p50, p95 }: Measured): string[] {
  return [`\`GET ${path.replace(id, "{id}")}\``, `p50 ${ms(p50)}, p95 ${ms(p95)}`, `${most} ms`];
}
