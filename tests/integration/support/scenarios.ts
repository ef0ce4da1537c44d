import { Scenario } from "./scenario.ts";
import { copyOdooDatabase, dropOdooDatabase } from "./stack.ts";

type Body = (s: Scenario) => Promise<void>;
type Options = Pick<Deno.TestDefinition, "ignore">;

let shared: Promise<string> | undefined;

async function copyDatabase(): Promise<string> {
  const name = `test_${crypto.randomUUID().slice(0, 8)}`;
  await copyOdooDatabase(name);
  return name;
}

Deno.test.afterAll(async () => {
  if (shared) await dropOdooDatabase(await shared);
});

/** A test on the Odoo database that the tests of one file share: it sees its own records only. */
export function scenario(name: string, body: Body, options: Options = {}): void {
  test(name, options, async () => {
    const s = await Scenario.open(await (shared ??= copyDatabase()));
    try {
      await body(s);
    } finally {
      await s.clearOdoo();
      await s.close();
    }
  });
}

/** A test on an Odoo database of its own, for what concerns a database as a whole. */
export function soleScenario(name: string, body: Body, options: Options = {}): void {
  test(name, options, async () => {
    const database = await copyDatabase();
    try {
      const s = await Scenario.open(database);
      try {
        await body(s);
      } finally {
        await s.close();
      }
    } finally {
      await dropOdooDatabase(database);
    }
  });
}

/** Connections to Odoo are kept open between calls, which the leak check would report. */
function test(name: string, options: Options, fn: () => Promise<void>): void {
  Deno.test({ name, fn, ...options, sanitizeOps: false, sanitizeResources: false });
}
