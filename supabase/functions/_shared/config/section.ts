import { z } from "zod";
import { Secret } from "../secret.ts";

/** What one peer needs of the environment: its keys, and what is made of their values. */
export interface Section<K extends z.ZodRawShape, C> {
  keys: K;
  /** @throws {AppError} misconfigured, naming what is wrong but never a value */
  read(values: z.infer<z.ZodObject<K>>): C;
}

/** As it is, with its types looked at. */
export function section<K extends z.ZodRawShape, C>(given: Section<K, C>): Section<K, C> {
  return given;
}

export const secret = z.string().min(1).transform((value) => new Secret(value));
export const httpUrl = z.url({ protocol: /^https?$/ });
/** The same, for paths to be put behind it. */
export const baseUrl = httpUrl.transform((url) => url.replace(/\/+$/, ""));
export const number = (fallback: number) => z.coerce.number().positive().default(fallback);
export const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);

/** Those of a current secret and, during a rotation, the next that are there. */
export function given(...secrets: (Secret | undefined)[]): Secret[] {
  return secrets.filter((secret) => secret !== undefined);
}
