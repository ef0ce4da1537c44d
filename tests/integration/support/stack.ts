import { callControl } from "../../../stack/control.ts";
import { dropDatabase, ownsAll } from "../../../stack/odoo/databases.ts";
import type { OdooStack, StackState } from "../../../stack/types.ts";

/** The stack that the test runner started; STACK_STATE names its state file. */
export function loadStack(): OdooStack {
  const path = Deno.env.get("STACK_STATE");
  if (!path) {
    throw new Error(
      "Cannot run integration tests: STACK_STATE is not set. Run `deno task test` instead.",
    );
  }
  const state: StackState = JSON.parse(Deno.readTextFileSync(path));
  if (!state.odoo) throw new Error("Cannot run integration tests: the stack has no Odoo.");
  return { ...state, odoo: state.odoo };
}

const post = async (path: string) => void await callControl(loadStack(), "POST", path);

/** Copies the prepared Odoo database to a new one of this name. */
export const copyOdooDatabase = (name: string) => post(`/odoo/databases/${name}/copy`);

/** Drops an Odoo database that a test, or the platform for one, made: on a server of somebody else's the stack drops only its own. */
export async function dropOdooDatabase(name: string): Promise<void> {
  const { url, masterPassword } = loadStack().odoo;
  await dropDatabase({ url, masterPassword, ownership: ownsAll }, name);
}

/** Whether Odoo may be killed: not when it is somebody else's. */
export const mayKillOdoo = (): boolean => loadStack().odoo.source !== "url";

/** Kills Odoo as a crash would, in the middle of its calls. */
export const killOdoo = () => post("/odoo/kill");

/** Starts Odoo again on the same port. */
export const startOdoo = () => post("/odoo/start");

/** Kills the process of an edge function; its next request starts it again. */
export const killFunction = (name: string) => post(`/functions/${name}/kill`);
