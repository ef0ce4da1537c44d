import type { Kind } from "./kinds.ts";

/** What stands in a record for a value that could not even be fetched, and why. */
export class Unfetched {
  constructor(readonly reason: string, readonly isTooLarge = false) {}
}

/** Why a value could not be read: it is none of its kind, or too large, and then somebody's. */
export type Unread = string | { too_large: string };

/** Reads a record field by field and notes what cannot be read. */
export interface Reading {
  /** The value of a field of Odoo, and `instead` where it is not of that kind: noted under the seed's name for it. */
  read<T>(name: string, field: string, kind: Kind<T>, instead: T): T;
  /** Why, by the seed's name of the field; undefined when all could be read. */
  unreadable(): Record<string, Unread> | undefined;
}

export function reading(record: Record<string, unknown>): Reading {
  let faults: Record<string, Unread> | undefined;
  return {
    read: (name, field, kind, instead) => {
      const value = kind.read(record[field]);
      if (value !== undefined) return value;
      faults = { ...faults, [name]: unread(record[field], kind, faults?.[name]) };
      return instead;
    },
    unreadable: () => faults,
  };
}

function unread(value: unknown, kind: Kind<unknown>, before: Unread | undefined): Unread {
  const why = whyUnread(value, kind);
  if (value instanceof Unfetched && value.isTooLarge) return { too_large: why };
  if (before === undefined) return why;
  return typeof before === "string" ? `${before}; ${why}` : before;
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
