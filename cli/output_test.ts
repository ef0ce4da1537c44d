import { deepEqual, equal, ok } from "node:assert/strict";
import { parse } from "yaml";
import { width } from "../terminal/width.ts";
import { chosenFormat, formats, type Listing, written } from "./output.ts";

const value = { items: [{ ref: "CLOSE-1", name: 'Bank, "main"', hours: null }] };
const listing: Listing = {
  titles: ["ref", "name", "hours"],
  rows: [["CLOSE-1", 'Bank, "main"', null], [
    "CLOSE-2",
    { text: "Review\nall", style: "red" },
    1.5,
  ]],
};

Deno.test("chosenFormat() takes --json for --output json, and a table unless told", () => {
  equal(chosenFormat({ json: true, output: "table" }), "json");
  equal(chosenFormat({ output: "csv" }), "csv");
  equal(chosenFormat({}), "table");
});

Deno.test("written() gives machines all of the value", () => {
  deepEqual(JSON.parse(written("json", value, listing, 80)), value);
  deepEqual(parse(written("yaml", value, listing, 80)), value);
});

Deno.test("written() gives spreadsheets the listing, quoted where it has to be", () => {
  equal(
    written("csv", value, listing, 80),
    'ref,name,hours\nCLOSE-1,"Bank, ""main""",\nCLOSE-2,"Review\nall",1.5',
  );
});

Deno.test("written() keeps a table within 60 to 200 columns, whatever the terminal", () => {
  const titles = Array.from({ length: 12 }, (_, at) => `column ${at}`);
  const rows = [titles.map((title) => `${title} has a long value that goes on and on`)];
  for (const columns of [10, 60, 80, 133, 200, 500, Number.POSITIVE_INFINITY]) {
    const limit = Math.min(200, Math.max(60, columns));
    const lines = written("table", rows, { titles, rows }, columns).split("\n");
    ok(lines.every((line) => width(line) <= limit), `${columns}: ${lines[0]}`);
    for (const title of titles) ok(lines.join("\n").includes(title), `${columns} lacks ${title}`);
  }
});

Deno.test("written() lets no cell break the table or steer the terminal", () => {
  const rows = [["a\u001b[2Jb\nc"]];
  equal(written("table", rows, { titles: ["name"], rows }, 80).split("\n").at(-1), "a [2Jb c");
});

Deno.test("written() says that there is nothing", () => {
  const none = { titles: ["ref"], rows: [] };
  equal(written("table", [], none, 80), "There is none.");
  equal(written("table", [], { ...none, none: "Nothing differs." }, 80), "Nothing differs.");
  for (const format of formats) ok(written(format, [], none, 80).length > 0, format);
});
