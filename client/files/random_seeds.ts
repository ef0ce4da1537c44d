import fc from "fast-check";
import type { KeptSeed } from "./kept_seed.ts";

/** Characters that formats have a meaning for, beside all others; none of them is a control character. */
const character = fc.oneof(
  fc.constantFrom(..."'\"=:-#[]{}|>&*!%@`,;\n\t ${}0123456789~".split("")),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }).filter((one) =>
    !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(one)
  ),
  fc.constantFrom(
    "true",
    "null",
    "no",
    "2026-01-31",
    "0123",
    "1e3",
    "- ",
    ": ",
    " #",
    "${x}",
    "$${",
  ),
);
const text = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(""));
const word = text.map((one) => one.trim().replace(/\n/g, " ")).filter((one) => one !== "");
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const address = fc.constantFrom("ann@example.com", "ben.osei@example.com", "o'neil+x@example.com");
const day = fc.date({
  min: new Date("2020-01-01"),
  max: new Date("2040-01-01"),
  noInvalidDate: true,
}).map((date) => date.toISOString().slice(0, 10));
const format = fc.constantFrom("html", "text");
const description = { description: maybe(text), description_format: format };
const wholeNumber = fc.integer({ min: -99, max: 99 });

const program = fc.record({
  name: word,
  program_type: fc.constantFrom("ppm", "okr", "portfolio"),
  description: maybe(text),
  active: fc.boolean(),
});

const project = fc.record({
  name: word,
  company_name: word,
  manager_email: maybe(address),
  visibility: fc.constantFrom("followers", "employees", "portal"),
  allow_dependencies: fc.boolean(),
  ...description,
  dates: maybe(fc.tuple(day, day).map((pair) => pair.sort())),
  sequence: maybe(wholeNumber),
  active: fc.boolean(),
  sync_enabled: fc.boolean(),
}).map(({ dates, ...rest }) => ({
  ...rest,
  date_start: dates?.[0] ?? null,
  date_end: dates?.[1] ?? null,
  tenant_slug: null,
  account_slug: null,
}));

const task = fc.record({
  name: word,
  ...description,
  stage_name: maybe(fc.oneof(fc.constant("To Do"), word)),
  tag_names: maybe(fc.uniqueArray(word, { maxLength: 3 })),
  milestone_name: maybe(word),
  planned_hours: maybe(fc.constantFrom(0, 0.25, 8, 1000.5)),
  owners: fc.oneof(
    fc.constant([null, null]),
    address.map((one) => [one, null]),
    fc.uniqueArray(address).map((several) => [null, several]),
  ),
  due: fc.oneof(
    fc.constant([null, null]),
    day.map((one) => [one, null]),
    day.map((one) => [null, `${one}T17:30:00+00:00`]),
  ),
  sequence: maybe(wholeNumber),
  active: fc.boolean(),
}).map(({ owners, due, ...rest }) => ({
  ...rest,
  assignee_email: owners[0],
  assignee_emails: owners[1],
  deadline_date: due[0],
  date_deadline: due[1],
}));

const place = fc.record({
  in: fc.nat(),
  parent: maybe(fc.nat()),
  waits: maybe(fc.array(fc.nat(), { maxLength: 2 })),
});

/**
 * Programmes, projects and tasks that name each other as the platform allows, in the columns of the API.
 * @param prefix before each slug and ref
 */
export function randomSeeds(prefix: string): fc.Arbitrary<KeptSeed[]> {
  const placed = <T>(seed: fc.Arbitrary<T>) => fc.tuple(seed, place);
  return fc.tuple(
    fc.array(placed(program), { maxLength: 3 }),
    fc.array(placed(project), { minLength: 1, maxLength: 3 }),
    fc.array(placed(task), { maxLength: 12 }),
  ).map(([programs, projects, tasks]) => {
    const slug = (nr: number) => `${prefix}programme:${nr}`;
    const ref = (kind: string, nr: number) => `${prefix}${kind} #${nr}, "x"`;
    const before = (nr: number | null, count: number) =>
      nr === null || count === 0 ? undefined : nr % count;
    const named = (nr: number | undefined, key: (nr: number) => string) =>
      nr === undefined ? null : key(nr);
    return [
      ...programs.map(([said, at], nr): KeptSeed => ({
        kind: "programs",
        said: { slug: slug(nr), parent_slug: named(before(at.parent, nr), slug), ...said },
      })),
      ...projects.map(([said, at], nr): KeptSeed => ({
        kind: "projects",
        said: {
          external_ref: ref("P", nr),
          program_slug: named(before(at.parent, programs.length), slug),
          ...said,
        },
      })),
      ...tasks.map(([said, at], nr): KeptSeed => ({
        kind: "tasks",
        said: {
          external_ref: ref("T", nr),
          project_external_ref: ref("P", at.in % projects.length),
          parent_external_ref: named(before(at.parent, nr), (of) => ref("T", of)),
          depends_on_refs: at.waits === null || nr === 0
            ? null
            : [...new Set(at.waits.map((of) => ref("T", of % nr)))],
          ...said,
        },
      })),
    ];
  });
}
