import { checkAudit } from "./audit.ts";
import type { Breaker } from "./blows.ts";
import { checkOdoo } from "./check.ts";
import { Corner, type Ground, steadily } from "./corner.ts";
import { People } from "./people.ts";
import type { Passage, Proxy } from "./proxy.ts";
import { type Answer, seed } from "./runs.ts";
import type { Fault, Schedule, Step } from "./schedule.ts";
import { Seeds } from "./seeds.ts";
import type { Tally } from "./tally.ts";

/** What every schedule plays on. */
export interface Stage {
  ground: Ground;
  proxy: Proxy;
  breaker: Breaker;
  tally: Tally;
}

/** Plays a schedule; rejects when a quiet run after it does not make everything right. */
export async function play(schedule: Schedule, stage: Stage): Promise<void> {
  const corner = await Corner.open(stage.ground, { bulkAction: schedule.bulk });
  try {
    const story = new Story(corner, stage);
    await story.seeds.plant(schedule);
    for (const step of schedule.steps) await story.take(step);
    await story.end();
  } finally {
    stage.proxy.decide = () => "forward";
    await stage.proxy.drained();
    await corner.close();
  }
}

const quietMs = 40_000;
const pauseMs = 200;

class Story {
  readonly seeds: Seeds;
  readonly people: People;
  readonly answers: Answer[] = [];
  readonly #corner: Corner;
  readonly #stage: Stage;
  /** A run that was disturbed may still be under way. */
  #mayDiffer = false;

  constructor(corner: Corner, stage: Stage) {
    this.#corner = corner;
    this.#stage = stage;
    this.seeds = new Seeds(corner);
    this.people = new People(corner, this.seeds);
  }

  async take(step: Step): Promise<void> {
    this.#stage.tally.add("steps", Object.keys(step)[0]!);
    if ("run" in step) return await this.#run(step.run);
    if ("seed" in step) return await this.seeds.edit(step.seed, this.#mayDiffer);
    // What Odoo still does for a caller who has left comes before people's next change, not after.
    await this.#stage.proxy.drained();
    await this.people.edit(step.person, this.#mayDiffer);
    this.#stage.tally.add("people", step.person.verb);
  }

  /** A run with faults; what they were is known from the requests that they struck. */
  async #run(faults: Fault[]): Promise<void> {
    const { proxy } = this.#stage;
    const others: Promise<unknown>[] = [];
    const seen = faults.map(() => 0);
    let struck = 0;
    proxy.decide = (passage) => {
      const due = faults.filter((fault, index) =>
        matches(fault, passage) && ++seen[index]! === fault.nth
      );
      struck += due.length;
      for (const fault of due) others.push(this.#strike(fault));
      const fate = due.map(({ what }) => "fate" in what ? what.fate : undefined).find(Boolean);
      return fate ?? "forward";
    };
    const answer = await this.#seed();
    for (let done = 0; done < others.length; done++) await others[done];
    proxy.decide = () => "forward";
    if (answer.status === 200 && struck === 0) this.#agreed();
    else this.#disturbed();
  }

  async #strike({ what }: Fault): Promise<void> {
    const { tally, breaker } = this.#stage;
    if ("fate" in what) return tally.add("faults", String(what.fate));
    if ("person" in what) {
      await this.people.edit(what.person, true);
      return tally.add("people", `${what.person.verb} meanwhile`);
    }
    if ("crash" in what) {
      await breaker.setTrap(what.crash);
      return tally.add("faults", `crash at ${what.crash}`);
    }
    if ("wakeUp" in what) {
      await breaker.disturb(what.wakeUp);
      return tally.add("faults", what.wakeUp);
    }
    await new Promise((resolve) => setTimeout(resolve, what.afterMs));
    if (what.blow === "second seeder") {
      await this.#seed();
      tally.add("faults", what.blow);
    } else if (await breaker.strike(what.blow, what.afterMs)) tally.add("faults", what.blow);
  }

  async #seed(): Promise<Answer> {
    const answer = await seed(this.#stage.ground.stack, this.#corner.binding);
    this.answers.push(answer);
    this.#stage.tally.add("runs", `${answer.status}${answer.code ? ` ${answer.code}` : ""}`);
    return answer;
  }

  #agreed(): void {
    this.#mayDiffer = false;
    for (const { merged, active } of this.seeds.tasks) {
      for (const field of Object.values(merged)) field.possible.ran(field.wanted, active);
    }
  }

  #disturbed(): void {
    this.#mayDiffer = true;
    for (const { merged } of this.seeds.tasks) {
      for (const field of Object.values(merged)) field.possible.mayHaveRun();
    }
  }

  /** One quiet run makes everything right; a second one finds nothing to do. */
  async end(): Promise<void> {
    const { proxy } = this.#stage;
    await proxy.drained();
    await this.#stage.breaker.setTrap(undefined);
    // Both workers answer again.
    for (let i = 0; i < 4; i++) await steadily(() => this.#corner.search("res.users", []));
    expect(await this.#quietRun(), "The quiet run", ["create", "update", "archive", "unarchive"]);
    this.#agreed();
    await checkOdoo(this.#corner, this.seeds, this.people);
    await checkAudit(this.#corner, this.answers);
    const changesBefore = proxy.changes;
    expect(await this.#quietRun(), "The run after the quiet one", []);
    const changes = proxy.changes - changesBefore;
    if (changes > 0) throw new Error(`The run after the quiet one sent ${changes} changes.`);
  }

  /** A killed run keeps its lease for a while: waits it out. */
  async #quietRun(): Promise<Answer> {
    const deadline = performance.now() + quietMs;
    while (true) {
      const answer = await this.#seed();
      if (answer.status !== 409 || performance.now() > deadline) return answer;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function matches({ on }: Fault, { kind }: Passage): boolean {
  return on === "any" || on === kind;
}

function expect(answer: Answer, what: string, actions: string[]): void {
  const { status, code, counts, errors } = answer;
  const allowed = new Set([...actions, "noop", "conflict"]);
  if (status === 200 && Object.keys(counts).every((action) => allowed.has(action))) return;
  throw new Error(`${what} ends badly: ${JSON.stringify({ status, code, counts, errors })}`);
}
