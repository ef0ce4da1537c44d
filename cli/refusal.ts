import { type Problem, Refused } from "../client/client.ts";

/** What was refused, or what a run was about: the next command depends on it. */
export interface About {
  run?: string;
  plan?: string;
  /** The words of the command that asks for the same once more. */
  again?: string[];
  /** The words of the next command, where the problem's code says nothing better. */
  next?: string[];
}

/** A no of the platform, with what it is about. */
export class Refusal extends Refused {
  constructor(problem: Problem, readonly about: About) {
    super(problem);
  }
}

/** For `catch`: what was refused, with what it is about; any other error as it is. */
export function refusedAbout(about: About): (error: unknown) => never {
  return (error) => {
    throw error instanceof Refused ? new Refusal(error.problem, about) : error;
  };
}

/** What ended a run, as a no. */
export function endedBy(error: Record<string, unknown> | null, about: About): Refusal {
  const unsaid = { detail: "Cannot finish: the platform does not say why.", suggestion: "" };
  return new Refusal({ ...unsaid, ...error } as Problem, about);
}
