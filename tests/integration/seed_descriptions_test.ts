import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { readProject, readTask } from "./support/records.ts";
import { scenario } from "./support/scenarios.ts";
import type { Scenario } from "./support/scenario.ts";
import { shown, textOf } from "./support/shown.ts";

/** What people write into tickets; each must be read in Odoo as it was written. */
const texts: Record<string, string> = {
  addresses: "Ask <ben@example.com>, or Ben <ben@example.com>; not <a@b",
  generics: "Map<String, List<Integer>> & std::vector<T>; if (a<b && c>d) x <<= 1",
  lines: "one\ntwo\n\nthree\n\n\nfour\n\n\n\nfive",
  windows: "one\r\ntwo\r\n\r\nthree\rfour",
  indented: "\tif (x):\n\t\ty = 1  # twice\n  - item\n    - below",
  references: "&amp; &lt;b&gt; &nbsp; &eacute; &#60; &notanything; & &&",
  markup: "<script>alert(1)</script> <style>p{}</style> <!-- c --> <% x %> {{ y }} <o:p> </p>",
  documents:
    '<!DOCTYPE html><html><head><title>x</title></head><body encoding="utf-8">y</body></html>',
  quotes: `"double" 'single' \`back\` \\ / %s {0} $1`,
  emoji: "👩🏽‍💻 🇦🇹 done ✅ 𝒳",
  "right to left": "שלום <עולם> – مرحبا \u200F(RTL)",
  spaces: "a\u00A0b  c   d",
  signature: "-- \nAnn\n\n> quoted\n>> twice",
  "blank around": "\n\n  \nfirst\n\n",
  controls: "a\u0001b\u000Bc\u001Fd",
  long: "0123456789 <tag> & line\twith all\n".repeat(300),
};

/** The text without what no person sees: control characters, blank lines around, spaces before a line's end. */
function visible(text: string): string {
  // deno-lint-ignore no-control-regex
  const plain = text.replace(/\r\n?/g, "\n").replace(/[\x01-\x08\v\f\x0e-\x1f\x7f]/g, "");
  return plain.replace(/^(\s*\n)+/, "").trimEnd().replace(/[ \t]+$/gm, "");
}

const squeezed = (text: string) => text.replace(/\s+/g, "");

async function plant(s: Scenario, description_format: string, of: Record<string, string>) {
  const first = Object.values(of)[0]!;
  const project = await s.project("close", { description: first, description_format });
  for (const [name, description] of Object.entries(of)) {
    await s.task(name, project, { description, description_format });
  }
  return project;
}

/** A second run finds everything as it should be. */
async function staysInSync(s: Scenario, records: number): Promise<void> {
  const again = await s.seed({ full: true });
  deepStrictEqual([again.status, again.counts, again.warnings], [200, { noop: records }, []]);
  deepStrictEqual(again.results, { projects: [], tasks: [] });
}

scenario("seed-odoo-finance keeps every visible character of a plain text", async (s) => {
  const project = await plant(s, "text", texts);
  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.errors, answer.warnings], [200, [], []]);
  for (const [name, text] of Object.entries(texts)) {
    const { description } = (await readTask(s, s.ref(name)))!;
    strictEqual(visible(shown(String(description))), visible(text), name);
  }
  const { description } = (await readProject(s, project))!;
  strictEqual(shown(String(description)), visible(texts.addresses!));
  // Odoo holds exactly what it was sent, but for the marks of a signature.
  const rewritten = await s.sql`
    select external_ref from odoo_seed.applied where binding = ${s.binding} and echo <> '{}'`;
  deepStrictEqual(rewritten.map((row) => row.external_ref), [s.ref("signature")]);
  await staysInSync(s, Object.keys(texts).length + 1);
});

scenario("seed-odoo-finance makes HTML of Markdown and loses no word of it", async (s) => {
  const marked = {
    formatted: "# Close\n\nAsk **Ben** <ben@example.com>:\n\n- one\n- two `x < y`",
    generics: "Map<String, List<Integer>> & <script>alert(1)</script>\nnext line",
    table: "| a | b |\n|---|---|\n| 1 | 👩🏽‍💻 |",
    references: "&amp; &eacute; & <br>",
  };
  const words = {
    formatted: "CloseAskBenben@example.com:onetwox<y",
    generics: "Map<String,List<Integer>>&<script>alert(1)</script>nextline",
    table: "ab1👩🏽‍💻",
    references: "&é&<br>",
  };
  await plant(s, "markdown", marked);
  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.errors, answer.warnings], [200, [], []]);
  const read = async (name: string) => String((await readTask(s, s.ref(name)))!.description);
  for (const [name, expected] of Object.entries(words)) {
    strictEqual(squeezed(textOf(await read(name))), expected, name);
  }
  match(await read("formatted"), /<h1>Close<\/h1>.*<strong>Ben<\/strong>.*<li>one<\/li>/s);
  await staysInSync(s, Object.keys(marked).length + 1);

  await s.updateTask(s.ref("formatted"), { description: "# Closed" });
  deepStrictEqual(
    (await s.seed({ dry_run: true })).plan.map((row) => row.changes.description?.to),
    [
      "<h1>Closed</h1>",
    ],
  );
  deepStrictEqual((await s.seed()).counts, { update: 1, noop: Object.keys(marked).length });
  match(await read("formatted"), /^<h1>Closed<\/h1>$/);
});

scenario("seed-odoo-finance warns of text that Odoo drops from HTML", async (s) => {
  const html = {
    whole: "<p>Ask <b>Ben</b>,<br>&eacute;t&eacute; &copy; 5 &lt; 6</p><ul><li>one</li></ul>",
    unwrapped: "Call <i>Ann</i> &amp; Ben",
    address: "<p>Ask Ben <ben@example.com> today</p>",
    generics: "Map<String, List<Integer>> x",
    lines: "one\ntwo",
    script: "<p>x</p><script>alert(1)</script><!-- hidden -->",
  };
  await plant(s, "html", html);
  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.ok, answer.errors], [200, true, []]);
  const told = Object.fromEntries(
    answer.warnings.map(({ external_ref, code, field, message }) => {
      deepStrictEqual([code, field], ["text_lost", "description"]);
      return [external_ref, message.replace(/^.*it lost (.*)\. Plain.*$/, "$1")];
    }),
  );
  deepStrictEqual(told, {
    [s.ref("address")]: '"<ben@example.com>"',
    [s.ref("generics")]: '"<Integer>", "<String,List"',
    [s.ref("lines")]: "the line breaks",
  });
  const lost = await s.sql`
    select external_ref from odoo_seed.v_lost_text where binding = ${s.binding} order by 1`;
  deepStrictEqual(lost.map((row) => row.external_ref), Object.keys(told).sort());
  strictEqual((await s.run(answer.run_id)).status, "success");
  await staysInSync(s, Object.keys(html).length + 1);

  await s.updateTask(s.ref("address"), { description_format: "text" });
  deepStrictEqual((await s.seed()).warnings, []);
  const { description } = (await readTask(s, s.ref("address")))!;
  strictEqual(shown(String(description)), html.address);
});
