import { allPages } from "./all_pages.ts";
import { answered, type Api } from "./client.ts";
import type { Person } from "./files/owners.ts";

/** The people of an Odoo who can be assigned. @param binding of all that the caller may see, unless given @throws {Refused | Unreachable} */
export async function knownPeople(api: Api, binding: string | undefined): Promise<Person[]> {
  const names = binding === undefined ? await bindingNames(api) : [binding];
  const people = new Map<string, Person>();
  for (const name of names) {
    const found = await allPages((query) =>
      answered(api.GET("/bindings/{name}/people", { params: { path: { name }, query } }))
    );
    for (const person of found) people.set(person.address, person);
  }
  return [...people.values()];
}

async function bindingNames(api: Api): Promise<string[]> {
  const bindings = await allPages((query) =>
    answered(api.GET("/bindings", { params: { query: { ...query, sort: "name" } } }))
  );
  return bindings.map(({ name }) => name);
}
