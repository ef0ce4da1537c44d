import { deepEqual, equal, throws } from "node:assert/strict";
import { csvGrid } from "./csv_grid.ts";
import { decoded, NotText } from "./decoded.ts";
import { predecessorIn } from "./predecessors.ts";
import { writtenDay } from "./sheet_dates.ts";
import { hoursIn } from "./sheet_durations.ts";
import { readMapping } from "./sheet_mapping.ts";

Deno.test("decoded() reads UTF-8, UTF-16 by its mark, and what it is told", () => {
  equal(decoded(new TextEncoder().encode("\ufeffÄ;1")), "Ä;1");
  equal(decoded(new Uint8Array([0xff, 0xfe, 0xc4, 0, 0x3b, 0])), "Ä;");
  equal(decoded(new Uint8Array([0xfe, 0xff, 0, 0xc4])), "Ä");
  equal(decoded(new Uint8Array([0xc4, 0x80]), "windows-1252"), "Ä€");
  throws(() => decoded(new Uint8Array([0xc4, 0x3b])), NotText);
  throws(() => decoded(new Uint8Array([0xc4]), "nonsense"), /no encoding that is known/);
});

Deno.test("csvGrid() knows the line of each row, and takes no text for a formula", () => {
  const grid = csvGrid("x.csv", 'a;b\r\n"one\r\ntwo";"say ""x"""\r\n\'=1+1;\r\n');
  deepEqual(grid.rows, [["a", "b"], ["one\r\ntwo", 'say "x"'], ["=1+1", null]]);
  deepEqual([0, 1, 2].map((row) => grid.lineOf!(row)), [1, 2, 4]);
  deepEqual(grid.style, { delimiter: ";", newline: "\r\n" });
});

Deno.test("hoursIn() reads durations, and refuses what may be two numbers", () => {
  const read = (text: string) => hoursIn(text);
  deepEqual(["12", "1.5h", "2 days", "1w 2d", "8:30", "30 min", "1,5", "2d?", "1'000"].map(read), [
    ...[12, 1.5, 16, 56, 8.5, 0.5, 1.5, 16, 1000],
  ]);
  deepEqual(["many", "1,500", "h", ""].map(read), [undefined, undefined, undefined, undefined]);
  equal(hoursIn("5400", "seconds"), 1.5);
  equal(hoursIn("2d", "hours", 7.5), 15);
});

Deno.test("predecessorIn() tells what Odoo cannot say", () => {
  deepEqual(["12", "12FS", "1.2", "12FS+0d", "Task-1", "Phase 2 - build"].map(predecessorIn), [
    ...[{ to: "12" }, { to: "12" }, { to: "1.2" }, { to: "12" }],
    ...[{ to: "Task-1" }, { to: "Phase 2 - build" }],
  ]);
  deepEqual(predecessorIn("12FS+3d"), { to: "12", unsaid: "a lag of 3d cannot be said in Odoo" });
  deepEqual(predecessorIn("12-50%"), { to: "12", unsaid: "a lead of 50% cannot be said in Odoo" });
  deepEqual(predecessorIn("3SF"), {
    ...{ to: "3", other: true, unsaid: "start to finish cannot be said in Odoo" },
  });
});

Deno.test("writtenDay() writes a day as the sheet has its own", () => {
  equal(writtenDay("2026-04-03", "DD/MM/YYYY", "05/06/2026"), "03/04/2026");
  equal(writtenDay("2026-04-03", "MM/DD/YYYY", "5/16/26"), "4/3/26");
  equal(writtenDay("2026-04-03", "YYYY-MM-DD", "31.12.2026"), "03.04.2026");
  equal(writtenDay("2026-04-03", "YYYY-MM-DD", "2026-12-31"), "2026-04-03");
  equal(writtenDay("2026-04-03", "DD/MM/YYYY", "3-May-26"), "2026-04-03");
});

Deno.test("readMapping() tells what is wrong with its line and column", () => {
  const { faults } = readMapping("m.yaml", "columns: {A: name}\ndates: soon\n");
  deepEqual(faults.map(({ line, column }) => [line, column]), [[2, 8]]);
  equal(readMapping("m.yaml", "columns: [").faults.length > 0, true);
});
