import type { z } from "zod";
import type { Ask } from "../database/api.ts";
import type { Deps } from "../deps.ts";
import type { ErrorCode } from "../error_kinds.ts";

/** What a route that asks more than the database is given. */
export interface Asked {
  deps: Deps;
  /** Calls functions of schema api as the caller. */
  ask: Ask;
  /** Path, query and body as one object. */
  args: Record<string, unknown>;
  /** The caller's Idempotency-Key. */
  key?: string;
  /** By which the log and the audit name the request. */
  requestId: string;
  /** As it came; its body was read where the route has a schema for it, and is not signed. */
  request: Request;
}

export type Work = (asked: Asked) => Promise<Response>;

/** One endpoint, as data: the function, the OpenAPI document and the tests are made from it. */
export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /api, with variables as in `/tenants/{tenant}`. */
  path: string;
  /** What it is for, in one sentence. */
  summary: string;
  /** Its name in the document; that of the function of schema api that answers, with path, query and body as one object. */
  name: string;
  /** Answers in place of that function; loaded when it is first asked for, since it brings more than a start should load. */
  work?: () => Promise<Work>;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** The media types of a body that `work` reads by itself. */
  upload?: string[];
  /** It changes what a GET of the same path shows, if that is still as the header If-Match has it: `if_match` among the arguments. */
  matches?: true;
  answer: z.ZodType;
  /** What it answers with ?dry_run=true, and 200: what it would do, where it does nothing. */
  dry?: z.ZodType;
  /** The media types of an answer that is not JSON. */
  download?: string[];
  /** Where what it began is found, below /api, with members of the answer as variables: the header Location. */
  location?: string;
  /** 200 unless given. */
  status?: 200 | 201 | 202;
  /** Other than those that every request may have. */
  problems?: ErrorCode[];
  /** Who has not signed in may ask, too. */
  open?: true;
  /** Who calls may have signed the body: `work` has it as it came, too. */
  signed?: true;
  /** The permission that it takes; without one, everybody who signed in may. */
  permission?: string;
}

/** What a request with a body may be answered with. */
export const bodyProblems: ErrorCode[] = ["body_too_large", "body_too_slow"];

/** What a request with an Idempotency-Key may be answered with. */
export const keyProblems: ErrorCode[] = ["idempotency_key_reused", "request_in_progress"];

/** What any request may be answered with instead. */
export const commonProblems: ErrorCode[] = [
  "invalid_request",
  "unauthorized",
  "too_many_requests",
  "not_found",
  "method_not_allowed",
  "auth_unreachable",
  "database_unreachable",
  "internal",
];
