import type { z } from "zod";
import { sent, textOf } from "../outside/exchange.ts";
import { masked } from "../outside/masked.ts";
import { jsonOf, membersOf } from "../outside/members.ts";
import type { Secret } from "../secret.ts";
import { faultFromNetwork, faultOf, GithubFault } from "./faults.ts";

/** GitHub changes nothing under a version; the next one is another. */
export const apiVersion = "2022-11-28";
const timeoutMs = 15_000;
const answerMb = 4;

export interface GithubRequest {
  method: "GET" | "POST";
  /** Below the API's URL. */
  path: string;
  body?: unknown;
  /** What is asked for, as errors name it: "list the runs". */
  title: string;
  bearer: Secret;
}

/** Sends requests to GitHub's REST API. */
export class GithubClient {
  constructor(readonly api: string, readonly now: () => Date) {}

  /** What GitHub answers, as the schema has it. @throws {GithubFault} */
  async ask<S extends z.ZodType>(request: GithubRequest, schema: S): Promise<z.infer<S>> {
    const text = await this.send(request);
    const parsed = schema.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    const detail = `Cannot ${request.title}: GitHub's answer is not what it should be.`;
    throw new GithubFault("github_failed", detail);
  }

  /** Sends a request once. @returns the text of its answer @throws {GithubFault} */
  async send({ method, path, body, title, bearer }: GithubRequest): Promise<string> {
    const headers = new Headers({
      accept: "application/vnd.github+json",
      authorization: `Bearer ${bearer.reveal()}`,
      "user-agent": "odoo-control-plane",
      "x-github-api-version": apiVersion,
    });
    if (body !== undefined) headers.set("content-type", "application/json");
    const init = { method, headers, body: JSON.stringify(body), redirect: "manual" } as const;
    const url = this.api + path;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(url, sent({ ...init, signal }, method === "GET"));
      const text = await textOf(response, answerMb);
      if (response.ok) return text;
      throw faultOf(title, response, masked(messageOf(text), [bearer]), this.now());
    } catch (error) {
      throw error instanceof GithubFault ? error : faultFromNetwork(title, this.api, error);
    }
  }
}

/** What an answer says for people. */
function messageOf(text: string): string {
  const { message } = membersOf(text);
  return typeof message === "string" ? message : "";
}
