import {
  addressesInSeeds,
  observeNames,
  observePeople,
  type Person,
} from "../../database/shadow.ts";
import { isId } from "../../odoo/kinds.ts";
import { nameKey } from "../../odoo/name_key.ts";
import type { Names } from "../../odoo/names.ts";
import { text } from "../../odoo/values.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import type { Run } from "../session/run.ts";
import { longestName, readAll } from "./read_all.ts";

/** Returns the languages of those who work there. */
export async function readUsers(run: Run, session: OdooSession): Promise<string[]> {
  const fields = ["login", "email", "active", "lang", "name"];
  const users = await readAll(session, "res.users", fields, [["share", "=", false]]);
  const { sql } = run.deps;
  const several = users.map(addressesOf).filter((addresses) => addresses.length > 1).flat();
  const seeded = await addressesInSeeds(sql, run.binding, several);
  const shared = sharedAddresses(users.filter((user) => user.active));
  const assignable: [string, number][] = [];
  for (const user of users) {
    assignable.push(...addUser(session.names, user, seeded, shared));
  }
  await observeNames(sql, run.id, "user", [...assignable, ...shared]);
  await observePeople(sql, run.id, peopleOf(users, assignable, seeded));
  const spoken = users.filter(({ active }) => active).map(({ lang }) => text(lang));
  return [...new Set(spoken)].filter((lang) => lang !== null);
}

/** Those who can be assigned, with the address that seeds use where they use one. */
function peopleOf(
  users: Record<string, unknown>[],
  assignable: [string, number][],
  seeded: Set<string>,
): Person[] {
  const addresses = Map.groupBy(assignable, ([, id]) => id);
  return users.flatMap((user) => {
    const own = addresses.get(user.id as number)?.map(([address]) => address);
    const name = text(user.name);
    if (!own || name === null) return [];
    const address = own.find((one) => seeded.has(one)) ?? own[0]!;
    return [{ odoo_id: user.id as number, name, address }];
  });
}

/** Addresses by which more than one user can be called, with the users' logins. */
function sharedAddresses(users: Record<string, unknown>[]): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const user of users) {
    for (const address of addressesOf(user)) {
      holders.set(address, [...holders.get(address) ?? [], text(user.login) ?? address]);
    }
  }
  return new Map([...holders].filter(([, logins]) => logins.length > 1));
}

/** What a user can be called by: the address, and the login where it is another one. */
function addressesOf({ email, login }: Record<string, unknown>): string[] {
  const addresses = [email, login].map(text)
    .filter((address) => address !== null && address.length <= longestName) as string[];
  return [...new Set(addresses.map((address) => nameKey(address).toLowerCase()))];
}

/**
 * Calls a user by the address that the seeds use for it; returns the addresses it can be assigned by,
 * which nobody else has.
 */
function addUser(
  names: Names,
  user: Record<string, unknown>,
  seeded: Set<string>,
  shared: Map<string, string[]>,
): [string, number][] {
  const { id } = user;
  const addresses = addressesOf(user);
  if (!isId(id) || addresses.length === 0) return [];
  const login = text(user.login) ?? addresses[0]!;
  if (!user.active) {
    names.labelUser(id, login, addresses[0]!);
    return [];
  }
  const own = addresses.filter((address) => !shared.has(address));
  const chosen = own.find((address) => seeded.has(address)) ?? own[0];
  if (chosen === undefined) names.labelUser(id, login, String(user.login));
  else names.learnUser(id, login, chosen);
  return own.map((address) => [address, id]);
}
