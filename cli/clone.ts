/** Whether ocp runs from a clone, which has tasks and local stacks; a package of it is plain JavaScript. */
export const isClone: boolean = import.meta.url.endsWith(".ts");

/** A local stack that runs. */
export interface LocalStack {
  apiUrl: string;
  seedRunToken: string;
  /** The address of who owns its platform. */
  owner: string;
  /** The PostgreSQL of its Odoo, and the database of those bindings that name none. */
  odoo?: { postgresUrl?: string; database: string };
  /** Signs one of its people in. @returns their access token @throws {AuthError} */
  signedIn(email: string): Promise<string>;
}

/** The local stack of that name; undefined where none runs. */
export async function localStack(instance: string): Promise<LocalStack | undefined> {
  if (!isClone) return undefined;
  // By an address that no bundler follows: a package has no stack.
  const { runningStack } = await import(new URL("./local_stack.ts", import.meta.url).href);
  return await runningStack(instance);
}
