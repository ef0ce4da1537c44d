import { parseDocument } from "yaml";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  "runs-on"?: string;
  "timeout-minutes"?: number;
  permissions?: unknown;
  steps?: Step[];
}

interface Workflow {
  permissions?: unknown;
  concurrency?: unknown;
  jobs?: Record<string, Job>;
}

/** Images of runners that do not change under us. */
const runners = new Set(["ubuntu-24.04"]);
const pinned = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;

/** What a workflow does that actionlint allows and we do not. */
export function rulesBroken(text: string): string[] {
  const workflow = parseDocument(text).toJS() as Workflow;
  return [
    ...workflow.permissions === undefined ? ["permissions: say what the token may do"] : [],
    ...isForAll(workflow.permissions) ? ["permissions: name each"] : [],
    ...workflow.concurrency === undefined ? ["concurrency: say what may run at once"] : [],
    ...Object.entries(workflow.jobs ?? {}).flatMap(([name, job]) =>
      jobRulesBroken(job).map((rule) => `${name}: ${rule}`)
    ),
    ...text.split("\n").filter((line) => /\buses:/.test(line) && !/ # v\d+(\.\d+)*$/.test(line))
      .map((line) => `${line.trim()}: say its version behind it`),
  ];
}

function jobRulesBroken({ steps = [], permissions, ...job }: Job): string[] {
  return [
    ...job["timeout-minutes"] === undefined ? ["timeout-minutes: say when it hangs"] : [],
    ...runners.has(String(job["runs-on"])) ? [] : ["runs-on: use an image of a version"],
    ...isForAll(permissions) ? ["permissions: name each"] : [],
    ...steps.flatMap(stepRulesBroken),
  ];
}

function stepRulesBroken({ uses, run, with: given }: Step): string[] {
  const isCheckout = uses?.startsWith("actions/checkout@");
  return [
    ...uses !== undefined && !pinned.test(uses) ? [`${uses}: pin it to a commit`] : [],
    ...run?.includes("${{") ? ["run: take what is not ours from env"] : [],
    ...isCheckout && given?.["persist-credentials"] !== false
      ? ["checkout: leave no token behind (persist-credentials: false)"]
      : [],
  ];
}

function isForAll(permissions: unknown): boolean {
  return permissions === "write-all" || permissions === "read-all";
}

/** The shell lines of a workflow. */
export function shellLines(text: string): string[] {
  const { jobs = {} } = parseDocument(text).toJS() as Workflow;
  return Object.values(jobs).flatMap(({ steps = [] }) => steps.flatMap(({ run }) => run ?? []));
}
