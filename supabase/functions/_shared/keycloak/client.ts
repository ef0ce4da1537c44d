import type { z } from "zod";
import { type Limits, within } from "../outside/limits.ts";
import { jsonOf } from "../outside/members.ts";
import type { Secret } from "../secret.ts";
import { type KeycloakAccess, Tokens } from "./access.ts";
import { type Asked, faultOf, KeycloakFault } from "./faults.ts";
import { type KeycloakAnswer, KeycloakHttp } from "./http.ts";

/** A request to the admin API. */
export interface KeycloakRequest {
  /** What is asked for, as errors name it: "create the realm acme". */
  title: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/admin/realms`: see `pathTo`. */
  path: string;
  body?: unknown;
  /** Sent within the body; an answer that quotes one is masked. */
  secrets?: Secret[];
  /** Whether sending it twice does no harm; so it is unless it is said that it does. */
  once?: boolean;
}

/** How long calls may take. */
export interface KeycloakOptions extends Partial<Pick<Limits, "timeoutMs" | "leftMs">> {
  /** Milliseconds of a clock that never goes back. */
  now?(): number;
}

/** A realm takes 0.5 to 2.5 s; the rest is for a Keycloak that starts. */
const timeoutMs = 45_000;
const retry = { attempts: 5, baseMs: 300, maxMs: 4_000 };

/** Keycloak's admin API, asked as the platform's client. */
export class KeycloakClient {
  readonly http: KeycloakHttp;
  readonly #tokens: Tokens;
  readonly #limits: Limits;

  constructor(access: KeycloakAccess, options: KeycloakOptions = {}) {
    const now = options.now ?? (() => performance.now());
    this.http = new KeycloakHttp(access.url);
    this.#tokens = new Tokens(this.http, access.client, now);
    this.#limits = { timeoutMs, ...options, retry, now };
  }

  /** What Keycloak answers, as the schema has it. @throws {KeycloakFault} */
  async ask<S extends z.ZodType>(request: KeycloakRequest, schema: S): Promise<z.infer<S>> {
    return parsed(request, await this.send(request), schema);
  }

  /** The same; undefined for what is not there, which the status says. */
  async find<S extends z.ZodType>(
    request: KeycloakRequest,
    schema: S,
    absent = 404,
  ): Promise<z.infer<S> | undefined> {
    const answer = await this.send(request, [absent]);
    return answer.status === absent ? undefined : parsed(request, answer, schema);
  }

  /**
   * Creates what has a name of its own, so that a second one is refused: repeating it does no harm.
   * @returns whether it was not there, and its id where Keycloak gives one
   */
  async create(
    request: Omit<KeycloakRequest, "method">,
  ): Promise<{ created: boolean; id?: string }> {
    const { status, location } = await this.send({ ...request, method: "POST" }, [409]);
    if (status === 409) return { created: false };
    return { created: true, id: location?.split("/").at(-1) };
  }

  /** Removes something. @returns whether it was there */
  async remove(request: Omit<KeycloakRequest, "method">): Promise<boolean> {
    return (await this.send({ ...request, method: "DELETE" }, [404])).status !== 404;
  }

  /** Sends a request, again where that is safe; `expected` are statuses that are no fault. @throws {KeycloakFault} */
  async send(request: KeycloakRequest, expected: number[] = []): Promise<KeycloakAnswer> {
    const asked: Asked = { title: request.title, secrets: request.secrets ?? [] };
    const repeating = {
      isSafe: (error: unknown) => isSafe(error, request),
      outOfTime: (cause?: unknown) =>
        new KeycloakFault("keycloak_busy", asked, "no time is left for it", { cause }),
    };
    return await within(this.#limits, repeating, async (signal) => {
      const { answer, token } = await this.#letIn(asked, request, signal);
      if (answer.status < 300 || expected.includes(answer.status)) return answer;
      throw faultOf({ ...asked, secrets: [...asked.secrets, token] }, answer);
    });
  }

  /** A token that Keycloak no longer takes is replaced once: whoever is not let in has done nothing. */
  async #letIn(asked: Asked, request: KeycloakRequest, signal: AbortSignal) {
    const first = await this.#sent(asked, request, signal);
    if (first.answer.status !== 401) return first;
    this.#tokens.forget(first.token);
    return await this.#sent(asked, request, signal);
  }

  async #sent(asked: Asked, request: KeycloakRequest, signal: AbortSignal) {
    const { method, path, body, once = false } = request;
    const token = await this.#tokens.token(signal);
    const answer = await this.http.send(asked, {
      ...{ method, body, signal, path: `/admin/realms${path}`, repeatable: !once },
      headers: { accept: "application/json", authorization: `Bearer ${token.reveal()}` },
    });
    return { answer, token };
  }
}

function isSafe(error: unknown, { once = false }: KeycloakRequest): boolean {
  if (!(error instanceof KeycloakFault)) return false;
  if (error.code === "keycloak_failed") return !once;
  return error.code === "keycloak_unreachable" || error.code === "keycloak_busy";
}

function parsed<S extends z.ZodType>(
  { title, secrets = [] }: KeycloakRequest,
  { text }: KeycloakAnswer,
  schema: S,
): z.infer<S> {
  const result = schema.safeParse(jsonOf(text));
  if (result.success) return result.data;
  const asked = { title, secrets };
  throw new KeycloakFault("keycloak_failed", asked, "Keycloak's answer is not what it should be");
}
