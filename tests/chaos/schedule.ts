import fc from "fast-check";

/** Which of the function's requests to Odoo a fault waits for. */
const requestKinds = ["any", "read", "name", "create", "change"] as const;
export type RequestKind = typeof requestKinds[number];

/**
 * What becomes of one request: `drop` = cut, Odoo never asked; `lose` = Odoo does it, the answer is
 * cut; `late` = cut at once, Odoo gets it a moment later; `truncate` = half of the answer;
 * `hold` = never answered; `done_502` = Odoo does it, the proxy says 502; a number = that status
 * and Odoo never asked.
 */
export const fates = [
  ...["delay", "drop", "lose", "late", "truncate", "hold", "done_502"] as const,
  ...[429, 500, 502, 503] as const,
];
export type Fate = typeof fates[number];

/** What breaks, or goes on, while one request is under way. */
export const blows = [
  "kill function",
  "kill worker",
  "cut function's database",
  "cut Odoo's database",
  "second seeder",
] as const;
export type Blow = typeof blows[number];

/** Boundaries of the engine of work: whoever crosses the next one of the kind dies before it commits. */
export const boundaries = [
  ...["put", "claim", "call", "take", "extend", "hand over", "fail", "done"] as const,
];
export type Boundary = typeof boundaries[number];

/** What becomes of wake-ups: all that wait in pg_net are lost, as in a crash; or all that are due are doubled. */
export const wakeUps = ["lose calls", "double calls"] as const;
export type WakeUp = typeof wakeUps[number];

const peopleDo = ["move", "assign", "rename", "archive", "rank", "delete", "add"] as const;
const seedsDo = ["rename", "stage", "assign", "hours", "retire", "revive", "add"] as const;

/** A change by people in Odoo, or of a seed; numbers are taken modulo what there is. */
export interface Edit<Verb = string> {
  verb: Verb;
  task: number;
  value: number;
}
export type PersonEdit = Edit<typeof peopleDo[number]>;
export type SeedEdit = Edit<typeof seedsDo[number]>;

export interface Fault {
  /** Strikes at the `nth` request of this kind in the run. */
  on: RequestKind;
  nth: number;
  what:
    | { fate: Fate }
    | { blow: Blow; afterMs: number }
    | { crash: Boundary }
    | { wakeUp: WakeUp }
    | { person: PersonEdit };
}

export type Step = { seed: SeedEdit } | { person: PersonEdit } | { run: Fault[] };

export interface TaskDraft {
  project: number;
  stage: number;
  people: number;
  hours: number;
  /** An earlier task that it waits for; the same number or a later one means none. */
  after: number;
  /** An earlier task of the same project that it is below. */
  under: number;
}

/** A whole story: seeds, then what happens to them. */
export interface Schedule {
  /** Whether tasks are written through a server action. */
  bulk: boolean;
  projects: number;
  tasks: TaskDraft[];
  steps: Step[];
}

const small = fc.nat({ max: 11 });
const edit = <V extends string>(verbs: readonly V[]): fc.Arbitrary<Edit<V>> =>
  fc.record({ verb: fc.constantFrom(...verbs), task: small, value: small });

const fault: fc.Arbitrary<Fault> = fc.record({
  on: fc.constantFrom(...requestKinds),
  nth: fc.integer({ min: 1, max: 3 }),
  what: fc.oneof(
    { weight: 5, arbitrary: fc.record({ fate: fc.constantFrom(...fates) }) },
    {
      weight: 4,
      arbitrary: fc.record({ blow: fc.constantFrom(...blows), afterMs: fc.nat({ max: 60 }) }),
    },
    { weight: 3, arbitrary: fc.record({ crash: fc.constantFrom(...boundaries) }) },
    { weight: 1, arbitrary: fc.record({ wakeUp: fc.constantFrom(...wakeUps) }) },
    { weight: 3, arbitrary: fc.record({ person: edit(peopleDo) }) },
  ),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ run: fc.array(fault, { maxLength: 4, size: "max" }) }) },
  { weight: 3, arbitrary: fc.record({ seed: edit(seedsDo) }) },
  { weight: 3, arbitrary: fc.record({ person: edit(peopleDo) }) },
);

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  bulk: fc.boolean(),
  projects: fc.integer({ min: 1, max: 2 }),
  tasks: fc.array(
    fc.record({
      project: small,
      stage: small,
      people: small,
      hours: small,
      after: fc.nat({ max: 30 }),
      under: fc.nat({ max: 40 }),
    }),
    { minLength: 3, maxLength: 24, size: "max" },
  ),
  steps: fc.array(step, { minLength: 1, maxLength: 9, size: "max" }),
});
