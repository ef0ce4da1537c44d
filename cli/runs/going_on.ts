import type { components } from "../../client/schema.ts";
import { kindOf } from "../plan/plan_action.ts";

type Asked = Pick<components["schemas"]["ListedRun"], "id" | "type" | "binding" | "scope" | "only">;

/** What a run or a plan was about. */
export type About = Pick<Asked, "binding" | "scope">;

interface Named {
  program?: string;
  projects?: string[];
  prune?: string;
  models?: string[];
  refs?: string[];
  actions?: string[];
}

/** The words of the command that plans once more what a run or a plan was about. */
export function planningWords({ binding, scope }: About): string[] {
  return ["seed", "plan", ...scopeWords(binding, scope)];
}

/** The words of the one command that goes on with what a run was asked for. @param more flags that it was given besides */
export function goingOnWords(run: Asked, more: string[] = []): string[] {
  const { id, type, binding, scope } = run;
  const { models, refs, actions, ...within }: Named = { ...scope, ...run.only };
  switch (type) {
    case "seed":
      return [
        ...["seed", "apply", ...scopeWords(binding, within)],
        ...listed("--kind", models?.map(kindOf)),
        ...listed("--ref", refs),
        ...listed("--action", actions),
        ...more,
      ];
    case "plan":
      return planningWords(run);
    case "shadow":
      return ["drift", "--shadow", "--binding", binding];
    case "adopt":
      return ["seed", "adopt", ...scopeWords(binding, scope)];
    case "import": // of which project, the run does not say
      return ["seed", "status", id];
  }
}

function scopeWords(binding: string, { program, projects, prune }: Named): string[] {
  return [
    ...["--binding", binding],
    ...program === undefined ? [] : ["--program", program],
    ...listed("--project", projects),
    ...prune === "archive" ? ["--prune"] : [],
  ];
}

function listed(option: string, words: string[] | undefined): string[] {
  return words === undefined ? [] : [option, ...words];
}
