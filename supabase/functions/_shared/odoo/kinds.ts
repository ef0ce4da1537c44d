/** A kind of value in Odoo's answers, which say `false`, and columns null, for every empty one. */
export interface Kind<T> {
  /** For a message: "x is no <name>". */
  readonly name: string;
  /** The value, or what stands for none; undefined when it is of another kind. */
  read(value: unknown): T | undefined;
}

/** Text that PostgreSQL can hold: no NUL, no half of a surrogate pair. */
export const text: Kind<string | null> = {
  name: "text",
  read: (value) => {
    if (isEmpty(value) || value === "") return null;
    const holds = typeof value === "string" && value.isWellFormed() && !value.includes("\0");
    return holds ? value : undefined;
  },
};

const longestRef = 255;

/** No longer than a seed's. */
export const ref: Kind<string | null> = {
  name: `text of at most ${longestRef} characters`,
  read: (value) => {
    const read = text.read(value);
    return read && read.length > longestRef && [...read].length > longestRef ? undefined : read;
  },
};

export const flag: Kind<boolean> = {
  name: "yes or no",
  read: (value) => isEmpty(value) ? false : value === true ? true : undefined,
};

/** The id of a many2one, which may come as `[id, name]`, with or without the name. */
export const link: Kind<number | null> = {
  name: "id of a record",
  read: (value) => {
    if (isEmpty(value)) return null;
    const id = Array.isArray(value) ? value[0] : value;
    return isId(id) ? id : undefined;
  },
};

export const links: Kind<number[]> = {
  name: "list of ids",
  read: (value) => {
    if (isEmpty(value)) return [];
    return Array.isArray(value) && value.every(isId) ? value : undefined;
  },
};

/** Odoo takes an empty number for 0. */
export const wholeNumber: Kind<number> = {
  name: "whole number of 32 bits",
  read: (value) => isEmpty(value) ? 0 : isInt4(value) ? value : undefined,
};

export const finiteNumber: Kind<number> = {
  name: "finite number",
  read: (value) => {
    if (isEmpty(value)) return 0;
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  },
};

const dayPattern = /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const timePattern = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$/;

/** `YYYY-MM-DD`. Odoo writes years before 1000 without their zeros: 26-01-01 is of the year 26. */
export const day: Kind<string | null> = {
  name: "day of the years 1000 to 9999",
  read: (value) => isEmpty(value) ? null : isDay(value) ? value : undefined,
};

/** Odoo's naive UTC (`YYYY-MM-DD HH:MM:SS`, or a day) as an unambiguous moment. */
export const moment: Kind<string | null> = {
  name: "moment of the years 1000 to 9999",
  read: (value) => {
    if (isEmpty(value)) return null;
    if (typeof value !== "string") return undefined;
    const [date, time] = [value.slice(0, 10), value.slice(11) || "00:00:00"];
    const isMoment = isDay(date) && timePattern.test(time) && /^[ T]?$/.test(value.slice(10, 11));
    return isMoment ? `${date}T${time}Z` : undefined;
  },
};

function isEmpty(value: unknown): value is false | null | undefined {
  return value === false || value === null || value === undefined;
}

function isInt4(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value;
}

/** Whether a value can be the id of a record. */
export function isId(value: unknown): value is number {
  return isInt4(value) && value > 0;
}

function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !dayPattern.test(value)) return false;
  const date = Number(value.slice(8));
  if (date <= 28) return true;
  const lastOfMonth = new Date(Date.UTC(Number(value.slice(0, 4)), Number(value.slice(5, 7)), 0));
  return date <= lastOfMonth.getUTCDate();
}
