/** One test line of a TAP stream. */
export interface TapTest {
  passed: boolean;
  description: string;
  /** The comment lines below it: what was had and what was wanted. */
  diagnostics: string[];
}

export interface TapResult {
  tests: TapTest[];
  /** What is wrong with the stream as a whole: no plan, another number of tests than planned. */
  problems: string[];
}

const TEST = /^(not )?ok\b(?:\s+\d+)?(?:\s+-)?\s*(.*)$/;

/** Reads TAP 12 as pgTAP writes it; a failing test marked TODO counts as passed. */
export function parseTap(text: string): TapResult {
  const tests: TapTest[] = [];
  const problems: string[] = [];
  let planned: number | undefined;
  for (const line of text.split("\n")) {
    const plan = /^1\.\.(\d+)/.exec(line);
    const test = TEST.exec(line);
    if (plan) planned = Number(plan[1]);
    else if (test) tests.push(readTest(test));
    else if (line.startsWith("Bail out!")) problems.push(line);
    else if (line.startsWith("#")) tests.at(-1)?.diagnostics.push(line);
  }
  if (planned === undefined) problems.push("The file has no plan.");
  else if (planned !== tests.length) {
    problems.push(`${planned} tests were planned, but ${tests.length} ran.`);
  }
  return { tests, problems };
}

function readTest([, not, description = ""]: RegExpExecArray): TapTest {
  const passed = not === undefined || /#\s*TODO\b/i.test(description);
  return { passed, description, diagnostics: [] };
}
