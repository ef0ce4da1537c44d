import { deepEqual } from "node:assert/strict";
import { basename, dirname, join, relative } from "node:path";
import { root } from "../../stack/paths.ts";
import { filesBelow } from "../../tests/files.ts";
import { schemaFiles } from "../database/sources.ts";

const docs = join(root, "docs");
const decisions = join(docs, "adr");
const pages = [join(root, "README.md"), ...await filesBelow(docs, ".md")];

/** What a page links to: files, and headings by the names that GitHub gives them. */
function links(text: string): { target: string; heading: string }[] {
  return [...text.matchAll(/\]\(([^)#\s]*)(?:#([^)\s]*))?\)/g)]
    .filter(([, target]) => !/^https?:/.test(target!))
    .map(([, target, heading]) => ({ target: target!, heading: heading ?? "" }));
}

function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N}_\- ]/gu, "").replaceAll(" ", "-")
  );
}

Deno.test("every link of the docs leads to a file, and to a heading that is there", async () => {
  const broken: string[] = [];
  for (const page of pages) {
    for (const { target, heading } of links(await Deno.readTextFile(page))) {
      const file = target ? join(dirname(page), target) : page;
      const text = await Deno.stat(file).then(
        ({ isFile }) => isFile ? Deno.readTextFile(file) : "",
        () => undefined,
      );
      if (text === undefined || heading && !headings(text).includes(heading)) {
        broken.push(`${relative(root, page)}: ${target}${heading && `#${heading}`}`);
      }
    }
  }
  deepEqual(broken, []);
});

Deno.test("the index has every page of the docs; the decisions have their own", async () => {
  const index = links(await Deno.readTextFile(join(docs, "README.md")));
  const listed = new Set(index.map(({ target }) => join(docs, target)));
  const missing = pages.filter((page) =>
    page.startsWith(`${docs}/`) && dirname(page) !== decisions &&
    page !== join(docs, "README.md") && !listed.has(page)
  );
  deepEqual(missing, []);
});

Deno.test("the index of decisions has each of them, under its title", async () => {
  const index = await Deno.readTextFile(join(decisions, "README.md"));
  const missing: string[] = [];
  for (const page of pages.filter((page) => /\/adr\/\d/.test(page))) {
    const [, number, title] = /^# (\d+)\. (.+)/.exec(await Deno.readTextFile(page))!;
    const line = `- ${number}: [${title}](${basename(page)})`;
    if (!index.split("\n").includes(line)) missing.push(line);
  }
  deepEqual(missing, []);
});

const schemas = (await schemaFiles()).map(({ text }) => text).join("\n");

Deno.test("every table, view and function that a page names is in the schemas; decisions may name what went", async () => {
  const gone: string[] = [];
  for (const page of pages.filter((page) => dirname(page) !== decisions)) {
    const names = (await Deno.readTextFile(page)).matchAll(
      /\b(?:ops|odoo_seed|control)\.[a-z_]+\b/g,
    );
    for (const [name] of names) {
      if (!new RegExp(`\\b${name.replace(".", "\\.")}\\b`).test(schemas)) gone.push(name);
    }
  }
  deepEqual(gone, []);
});

Deno.test("every task that a page types is one of deno.json", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const code = /^```[^]*?^```|`[^`\n]+`/gm;
  const typed = /(?:^|`|\$\()(?:deno |npx -y deno@[\d.]+ )?task (?:-q )?([a-z][a-z:]*)/gm;
  const unknown: string[] = [];
  for (const page of pages) {
    const commands = [...(await Deno.readTextFile(page)).matchAll(code)].join("\n");
    for (const [, name] of commands.matchAll(typed)) {
      if (!(name! in tasks)) unknown.push(`${relative(root, page)}: ${name}`);
    }
  }
  deepEqual(unknown, []);
});
