import type { Kind } from "./kinds.ts";

/** What stands in a record for a value that could not even be fetched, and why. */
export class Unfetched {
  constructor(readonly reason: string) {}
}

/** Reads a record field by field and notes what cannot be read. */
export interface Reading {
  /** The value of a field of Odoo, and `instead` where it is not of that kind: noted under the seed's name for it. */
  read<T>(name: string, field: string, kind: Kind<T>, instead: T): T;
  /** Why, by the seed's name of the field; undefined when all could be read. */
  unreadable(): Record<string, string> | undefined;
}

export function reading(record: Record<string, unknown>): Reading {
  let faults: Record<string, string> | undefined;
  return {
    read: (name, field, kind, instead) => {
      const value = kind.read(record[field]);
      if (value !== undefined) return value;
      const fault = whyUnread(record[field], kind);
      const before = faults?.[name];
      faults = { ...faults, [name]: before ? `${before}; ${fault}` : fault };
      return instead;
    },
    unreadable: () => faults,
  };
}

/** What is wrong with a value, e.g. `NaN is no finite number`. */
export function whyUnread(value: unknown, { name }: Kind<unknown>): string {
  return value instanceof Unfetched ? value.reason : `${shown(value)} is no ${name}`;
}

const longest = 80;

/** A value as people can tell it from others, cut to a sane length; what PostgreSQL cannot hold is escaped. */
export function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value, (_key, inner) => oddNumber(inner) ? String(inner) : inner);
  if (text.length <= longest) return text;
  // Not between the halves of a surrogate pair.
  return `${text.slice(0, longest).toWellFormed().replace(/\ufffd$/, "")}…`;
}

function oddNumber(value: unknown): boolean {
  return typeof value === "number" && !Number.isFinite(value);
}
