import { answered, type Api } from "./client.ts";
import type { Person } from "./files/owners.ts";

/** As many as a page has. */
const page = 200;

/** The people of an Odoo who can be assigned. @param binding of all that the caller may see, unless given @throws {Refused | Unreachable} */
export async function knownPeople(api: Api, binding: string | undefined): Promise<Person[]> {
  const names = binding === undefined ? await bindingNames(api) : [binding];
  const people = new Map<string, Person>();
  for (const name of names) {
    for (let offset = 0, total = 1; offset < total; offset += page) {
      const params = { path: { name }, query: { limit: page, offset } };
      const found = await answered(api.GET("/bindings/{name}/people", { params }));
      total = found.total;
      for (const person of found.items) people.set(person.address, person);
    }
  }
  return [...people.values()];
}

async function bindingNames(api: Api): Promise<string[]> {
  const { items } = await answered(api.GET("/bindings", { params: { query: { limit: page } } }));
  return items.map(({ name }) => name);
}
