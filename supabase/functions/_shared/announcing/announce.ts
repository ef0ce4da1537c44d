import type { Budget } from "../budget.ts";
import type { ChangeSets, ClaimedChangeSet } from "../database/change_sets.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { GithubFault } from "../github/faults.ts";
import type { GithubRepository } from "../github/repository.ts";
import { lookFor } from "./look.ts";
import { payloadOf } from "./payload.ts";

/** What GitHub calls the event. */
const eventType = "schema_changed";
/** Runs show up within seconds; so long none is taken for missing. */
const looksSeconds = 60;
const lookAgainSeconds = 20;
/** Where nobody can look, the receiver alone can say that it has it: so long it is waited for. */
const answersSeconds = 900;

/** Announces what is due, until nothing is left or the budget is spent. @param github undefined: nobody is told */
export async function announceChanges(
  deps: Deps,
  sets: ChangeSets,
  github: GithubRepository | undefined,
  budget: Budget,
): Promise<void> {
  while (!budget.spent()) {
    const set = await sets.claim();
    if (!set) break;
    const said = await attempt(deps, sets, github, set).catch(unlessLost);
    deps.log("change_set", { change_set: set.id, said });
  }
}

/** Who has acknowledged it meanwhile has ended it. */
function unlessLost(error: unknown): string {
  if (error instanceof AppError && error.code === "lease_lost") return "ended meanwhile";
  throw error;
}

async function attempt(
  deps: Deps,
  sets: ChangeSets,
  github: GithubRepository | undefined,
  set: ClaimedChangeSet,
): Promise<string> {
  if (!github) {
    const reason = "Nobody is told: NOTIFY_REPOSITORY, or a token or App for it, is not set.";
    await sets.end(set, "kept", { reason });
    return "kept";
  }
  try {
    await github.signIn();
    const known = set.sending_at === null ? undefined : await whatBecameOf(deps, sets, github, set);
    if (known !== undefined) return known;
  } catch (error) {
    return await left(sets, set, error, set.sending_at !== null);
  }
  const sent = await sets.begin(set);
  if (!sent) return "nothing to announce any more";
  try {
    await github.dispatch(eventType, payloadOf(sent, deps.config.functionsUrl));
  } catch (error) {
    return await left(sets, set, error, error instanceof GithubFault && error.arrived);
  }
  await sets.end(set, "announced");
  return "announced";
}

/** Settles a set that may have been sent, or waits; undefined: GitHub does not have it, and it is to be sent. */
async function whatBecameOf(
  deps: Deps,
  sets: ChangeSets,
  github: GithubRepository,
  set: ClaimedChangeSet,
): Promise<string | undefined> {
  const sentAt = new Date(set.sending_at!);
  const seconds = (deps.now().getTime() - sentAt.getTime()) / 1000;
  const seen = await lookFor(github, set.id, new Date(set.opened_at));
  if (seen.is === "there") {
    await sets.end(set, "announced", { runUrl: seen.url });
    return "announced before";
  }
  if (seen.is === "missing" && seconds > looksSeconds) return undefined;
  if (seen.is === "unknown" && seconds > answersSeconds) {
    const reason = "It was sent, no answer came, and neither a run nor an acknowledgement since.";
    await sets.end(set, "unclear", { reason });
    return "unclear";
  }
  await sets.leave(set, { error: null, arrived: true, seconds: lookAgainSeconds });
  return "waits to be seen";
}

async function left(
  sets: ChangeSets,
  set: ClaimedChangeSet,
  error: unknown,
  arrived: boolean,
): Promise<string> {
  if (!(error instanceof AppError)) throw error;
  const { code, detail, suggestion } = error;
  const seconds = error instanceof GithubFault ? error.retryAfter : undefined;
  await sets.leave(set, { error: { code, detail, suggestion }, arrived, seconds });
  return code;
}
