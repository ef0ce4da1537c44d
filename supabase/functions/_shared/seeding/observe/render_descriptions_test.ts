import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { endless } from "../../budget.ts";
import type { Sql } from "../../database/connection.ts";
import type { Rendered, Unrendered } from "../../database/descriptions.ts";
import { markdownRenderer } from "../../markdown.ts";
import { renderDescriptions } from "./render_descriptions.ts";
import { Ledger, runWith } from "../session/fake_run.ts";

/** Stands for the seeds of a binding: gives out what is not rendered, in pages, and keeps what is. */
class Seeds {
  readonly rendered: Rendered[] = [];
  #waiting: Unrendered[];

  constructor(count: number) {
    this.#waiting = Array.from({ length: count }, (_, n) => ({
      model: "project.task",
      external_ref: `t${n}`,
      description: `**${n}**`,
      digest: `d${n}`,
    }));
  }

  readonly sql = Object.assign(
    (text: TemplateStringsArray, ...values: unknown[]) => {
      const statement = text.join("");
      if (statement.includes("descriptions_to_render(")) {
        return Promise.resolve(this.#waiting.slice(0, Number(values.at(-1))));
      }
      if (!statement.includes("store_rendered(")) {
        return Promise.reject(new TypeError(`the statement ${statement} is unknown`));
      }
      const rows = values.at(-1) as Rendered[];
      this.rendered.push(...rows);
      const done = new Set(rows.map((row) => row.external_ref));
      this.#waiting = this.#waiting.filter((row) => !done.has(row.external_ref));
      return Promise.resolve([]);
    },
    { json: (value: unknown) => value },
  ) as unknown as Sql;
}

const run = (seeds: Seeds) => {
  const base = runWith(new Ledger());
  return { ...base, deps: { ...base.deps, sql: seeds.sql, markdown: markdownRenderer } };
};

Deno.test("renderDescriptions() keeps the HTML of each, page by page", async () => {
  const seeds = new Seeds(450);
  strictEqual(await renderDescriptions(run(seeds), endless), true);
  strictEqual(seeds.rendered.length, 450);
  deepStrictEqual(seeds.rendered[449], {
    model: "project.task",
    external_ref: "t449",
    digest: "d449",
    html: "<p><strong>449</strong></p>",
  });
});

Deno.test("renderDescriptions() stops after a page when the budget is spent, and goes on from there", async () => {
  const seeds = new Seeds(450);
  strictEqual(await renderDescriptions(run(seeds), { ...endless, spent: () => true }), false);
  strictEqual(seeds.rendered.length, 200);
  strictEqual(await renderDescriptions(run(seeds), endless), true);
  strictEqual(new Set(seeds.rendered.map((row) => row.external_ref)).size, 450);
});

Deno.test("renderDescriptions() has nothing to do where nothing is Markdown", async () => {
  strictEqual(await renderDescriptions(run(new Seeds(0)), { ...endless, spent: () => true }), true);
});

Deno.test("renderDescriptions() leaves them where nothing can render them", async () => {
  const seeds = new Seeds(1);
  const { markdown: _none, ...deps } = run(seeds).deps;
  strictEqual(await renderDescriptions({ ...run(seeds), deps }, endless), true);
  deepStrictEqual(seeds.rendered, []);
});
