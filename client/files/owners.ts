import { nearest, plainly } from "./nearest.ts";

/** Somebody whom Odoo knows. */
export interface Person {
  name: string;
  /** How seeds name them. */
  address: string;
}

/** Finds people by what sheets call them. */
export class People {
  #byName = new Map<string, Person[]>();

  constructor(people: readonly Person[]) {
    for (const person of people) {
      for (const key of new Set([keyOf(person.name), keyOf(person.address)])) {
        this.#byName.set(key, [...this.#byName.get(key) ?? [], person]);
      }
    }
  }

  /** What Odoo calls somebody; undefined where the name is several people's. */
  nameOf(address: string): string | undefined {
    const [person] = this.#byName.get(keyOf(address)) ?? [];
    return person && "address" in this.find(person.name) ? person.name : undefined;
  }

  /** The address of somebody; else why it is nobody's. */
  find(name: string): { address: string } | { why: string } {
    const found = this.#byName.get(keyOf(name)) ?? [];
    if (found.length === 1) return { address: found[0]!.address };
    if (found.length > 1) {
      const who = found.map(({ address }) => address).join(" or ");
      return { why: `is the name of several people in Odoo: ${who}` };
    }
    const near = nearest(keyOf(name), this.#byName.keys())
      .flatMap((key) => this.#byName.get(key)!.map(({ name, address }) => `${name} <${address}>`));
    const proposal = near.length === 0 ? "" : `. Is it ${[...new Set(near)].join(" or ")}?`;
    return { why: `is nobody's name in Odoo${proposal}` };
  }
}

/** In whichever order a name has its parts, with or without a comma and marks. */
function keyOf(name: string): string {
  return plainly(name).split(/[\s,]+/).filter(Boolean).sort().join(" ");
}

const address = /^[^\s@]+@[^\s@]+$/;

/** Whether it is an address, and so needs no finding. */
export function isAddress(text: string): boolean {
  return address.test(text);
}

/** The names in a cell of owners: Ann Example; Ben Osei[50%]; <ann@example.com>. */
export function ownersIn(cell: string, separator: RegExp): string[] {
  return cell.split(separator).map((item) => {
    const inside = /<([^<>\s]+@[^<>\s]+)>\s*$/.exec(item);
    return inside ? inside[1]! : item.replace(/\[[^\]]*\]\s*$/, "").trim();
  }).filter(Boolean);
}
