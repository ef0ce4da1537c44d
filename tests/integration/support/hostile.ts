import type { ProxiedCall } from "./proxy.ts";

/** What an answer of Odoo holds instead of a value: as text, because JSON has no NaN. */
export type Odd = string;

/** Of every wrong kind one, as JSON or as Python writes what JSON has not. */
export const oddValues: Record<string, Odd> = {
  "NaN": "NaN",
  "infinity": "-Infinity",
  "yes": "true",
  "a fraction": "7.5",
  "a large number": "1e300",
  "half a surrogate pair": String.raw`"a\ud800"`,
  "NUL": String.raw`"a\u0000b"`,
  "a day without its zeros": '"26-01-01 00:00:00"',
  "a list": '[true, "x"]',
  "an object": '{"a": 1}',
};

/** One value of one record that comes back otherwise. */
export interface Victim {
  id: number;
  field: string;
  odd: Odd;
}

/** Another text is another ref, and another number another record: those are not odd but different. */
export function isOdd({ field, odd }: Omit<Victim, "id">): boolean {
  const isText = odd.startsWith('"') && !odd.includes("\\u");
  if (field === "x_external_ref") return !isText && odd !== "null" && odd !== "false";
  return field !== "id" || !/^-?\d+(\.0+)?$/.test(odd);
}

type Row = Record<string, unknown>;

/**
 * Answers in which each victim has its odd value, whichever way it is read: record by record, by
 * column, or by what a many2many links to.
 */
export function hostileAnswers(
  victims: Victim[],
  attacked: "project.task" | "project.project" = "project.task",
) {
  const odds: string[] = [];
  const byId = new Map(victims.map((victim) => [victim.id, victim]));
  const mark = (odd: Odd) => `<odd ${odds.push(odd) - 1}>`;
  const ruin = (row: Row) => {
    const victim = byId.get(row.id as number);
    if (victim && victim.field in row) row[victim.field] = mark(victim.odd);
  };
  const ruinColumns = (group: Row) => {
    const ids = group["id:array_agg"] as number[] | null;
    [...ids ?? []].forEach((id, index) => {
      const victim = byId.get(id);
      const column = victim && group[`${victim.field}:array_agg`];
      if (Array.isArray(column)) column[index] = mark(victim!.odd);
    });
  };
  return ({ model, method }: ProxiedCall) => (answer: string): string => {
    if (model !== attacked) return answer;
    const body = JSON.parse(answer);
    const rows: unknown = body.result ?? body;
    if (!Array.isArray(rows)) return answer;
    if (method === "search_read") rows.forEach(ruin);
    // Columns are asked for without groups; the groups of a many2many hold nothing but ids.
    else if (method === "formatted_read_group" && rows.length === 1) ruinColumns(rows[0]);
    else return answer;
    return JSON.stringify(body).replaceAll(/"<odd (\d+)>"/g, (_, index) => odds[Number(index)]!);
  };
}
