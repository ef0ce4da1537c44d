import { strictEqual } from "node:assert/strict";
import { prometheusText } from "./prometheus.ts";

Deno.test("prometheusText() writes gauges with their labels, escaped", () => {
  const text = prometheusText([
    { name: "a", help: "A \\ and\na line.", samples: [{ labels: {}, value: 1.5 }] },
    {
      name: "b",
      help: "B.",
      samples: [
        { labels: { kind: 'say "x"', path: "c:\\d\n" }, value: 0 },
        { labels: { kind: "plain" }, value: 2 },
      ],
    },
  ]);
  strictEqual(
    text,
    `# HELP a A \\\\ and\\na line.
# TYPE a gauge
a 1.5
# HELP b B.
# TYPE b gauge
b{kind="say \\"x\\"",path="c:\\\\d\\n"} 0
b{kind="plain"} 2
`,
  );
});

Deno.test("prometheusText() of nothing is empty", () => strictEqual(prometheusText([]), ""));
