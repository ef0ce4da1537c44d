import { deepStrictEqual } from "node:assert/strict";
import type { Sql } from "../../database/connection.ts";
import type { SearchQuery } from "../../odoo/search_read.ts";
import type { Values } from "../../odoo/types.ts";
import { FakeClient, fault } from "../session/fake_client.ts";
import { Ledger, runWith, sessionOf } from "../session/fake_run.ts";
import { noteNewest } from "./full.ts";

/** Its tasks are the newest first; as Odoo's, it fails over a year that Python does not know. */
class DatedClient extends FakeClient {
  readonly #dates: string[];

  /** @param dates newest first */
  constructor(dates: string[]) {
    super();
    this.#dates = dates;
  }

  override searchRead(_model: string, { domain, limit }: SearchQuery): Promise<Values[]> {
    const bounds = domain as [string, string, string][];
    const isWithin = (date: string) =>
      bounds.every(([field, operator, bound]) => {
        if (field !== "write_date") return true;
        const order = sortable(date).localeCompare(sortable(bound));
        return operator === "<" ? order < 0 : operator === ">=" ? order >= 0 : true;
      });
    const found = this.#dates.filter(isWithin).slice(0, limit);
    const odd = found.find((date) => /^(\d{5}|-)/.test(date));
    if (odd !== undefined) return Promise.reject(fault("data", `year of ${odd} is out of range`));
    return Promise.resolve(found.map((write_date, index) => ({ id: index + 1, write_date })));
  }
}

const sortable = (date: string) => date.startsWith("-") ? "" : date.padStart(20, "0");

/** The newest write_date that is noted where the time is 2026-11-20 12:00. */
async function newestOf(dates: string[]): Promise<unknown> {
  const noted: unknown[] = [];
  const idle = runWith(new Ledger());
  const sql = ((_: TemplateStringsArray, ...values: unknown[]) => {
    noted.push(values.at(-1));
    return Promise.resolve([]);
  }) as unknown as Sql;
  const now = () => new Date("2026-11-20T12:00:00Z");
  const run = { ...idle, deps: { ...idle.deps, sql, now } };
  await noteNewest(run, sessionOf(new DatedClient(dates)));
  return noted[0];
}

Deno.test("noteNewest() passes over write dates that no clock shows", async () => {
  const real = "2026-11-20 12:00:03";
  const odd = ["20000-01-01 00:00:00", "9998-01-01 00:00:00", "2026-11-20 13:00:00"];
  deepStrictEqual(await newestOf([...odd, real, "2026-11-19 09:00:00"]), "2026-11-20T12:00:03Z");
  deepStrictEqual(await newestOf([...odd, "-0044-03-15 00:00:00"]), null);
  deepStrictEqual(await newestOf([]), null);
});
