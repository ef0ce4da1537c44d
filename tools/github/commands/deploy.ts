import { CLI_ENVIRONMENT, supabaseCli } from "../../../stack/migrations.ts";
import { annotate } from "../annotations.ts";
import { box, code, table } from "../markdown.ts";
import { ocp } from "../ocp.ts";
import { given, needed, settings } from "../settings.ts";
import { summarize } from "../summary.ts";

/** One call of the Supabase CLI, or of `ocp`. */
interface Step {
  title: string;
  /** Whether it went well, and what is to be told of it. */
  run(): Promise<{ isWell: boolean; told: string }>;
}

/** What `doctor` writes, as far as it matters here. */
interface Doctor {
  summary: { failure: number; warning: number };
}

const functions = [
  ...["seed-odoo-finance", "shadow-odoo-finance"],
  ...["api", "tenant-create", "operations-run", "events-send", "notify-superset"],
];

/** Deploys this commit: step by step, until one fails. @returns the exit code */
export async function deploy(): Promise<number> {
  const { github: { sha } } = await settings();
  const isDry = given("DRY_RUN") === "true";
  const steps = await stepsOf(isDry);
  const rows: string[][] = [];
  for (const { title, run } of steps) {
    console.error(`== ${title}`);
    const { isWell, told } = await run();
    rows.push([title, isWell ? "done" : "**failed**", told]);
    if (!isWell) break;
  }
  const isWell = rows.length === steps.length && rows.every(([, how]) => how === "done");
  const title = !isWell ? "failed" : isDry ? "nothing was changed" : "done";
  await summarize([
    `### Deploy of ${sha.slice(0, 7)}: ${title}`,
    "",
    ...table(["Step", "", ""], rows),
    ...isWell ? [] : goingBack(rows.at(-1)![0]!),
  ].join("\n"));
  return isWell ? 0 : 1;
}

async function stepsOf(isDry: boolean): Promise<Step[]> {
  const ref = needed("SUPABASE_PROJECT_REF");
  const url = given("SUPABASE_DB_URL");
  // Without the address of its database the CLI finds that of the project it is linked to.
  const remote = url === undefined ? "--remote" : `--remote=${url}`;
  const program = await supabaseCli();
  const cli = (title: string, ...words: string[]): Step => ({
    title,
    run: () => supabase(program, words),
  });
  const first = [
    cli("Link", "link", ref),
    cli("Dry run of the migrations", "db", "push", "--dry-run", remote),
  ];
  if (isDry) return first;
  return [
    ...first,
    cli("Migrations", "db", "push", "--yes", remote),
    secretsStep(program, ref),
    cli("Functions", "functions", "deploy", ...functions, "--use-api", "--yes", `--remote=${ref}`),
    { title: "Smoke test", run: smokeTest },
  ];
}

/** Works on the folder that this runs in. What the CLI says stays in the log: a summary is read by more people. */
async function supabase(program: string, words: readonly string[]) {
  const { success } = await new Deno.Command(program, {
    args: [...words, "--workdir", Deno.cwd()],
    env: { ...CLI_ENVIRONMENT, NO_COLOR: "1" },
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  return { isWell: success, told: success ? "" : "the log of this step says why" };
}

/** Settings of the functions that are in the repository's secrets; others stay as they are. */
function secretsStep(program: string, ref: string): Step {
  return {
    title: "Secrets of the functions",
    async run() {
      const text = given("FUNCTION_SECRETS");
      if (text === undefined) return { isWell: true, told: "none is given: they stay as they are" };
      const file = await Deno.makeTempFile();
      try {
        await Deno.writeTextFile(file, `${text}\n`, { mode: 0o600 });
        const words = ["secrets", "set", "--env-file", file, "--yes", `--remote=${ref}`];
        return await supabase(program, words);
      } finally {
        await Deno.remove(file);
      }
    },
  };
}

async function smokeTest(): Promise<{ isWell: boolean; told: string }> {
  if (given("OCP_TOKEN") === undefined) {
    return { isWell: true, told: "left out: OCP_URL and OCP_TOKEN are not set" };
  }
  const { code: exit, answer, problem } = await ocp<Doctor>(["doctor"]);
  // A failure is an answer, too, and ends with 1.
  const { summary } = (answer ?? problem) as Partial<Doctor>;
  if (summary === undefined) {
    annotate(problem!);
    return { isWell: false, told: code(problem!.detail) };
  }
  const told = `${summary.failure} failures, ${summary.warning} warnings: \`ocp doctor\``;
  if (exit === 2) console.log(`::warning::ocp doctor has ${summary.warning} warnings.`);
  return { isWell: exit !== 1, told };
}

function goingBack(step: string): string[] {
  return [
    ...box("CAUTION", `It ended at: ${step}. What was done before stays.`),
    "**Going back.** Functions: run this workflow on the commit that was deployed before. Migrations: " +
    "they are not taken back; write one that mends it, or restore the database to a time before " +
    "(docs/github.md).",
    "",
  ];
}
