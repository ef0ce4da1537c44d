import { sent, textOf } from "../outside/exchange.ts";
import { type Asked, faultFromNetwork } from "./faults.ts";

/** A request as it is sent, once. */
export interface KeycloakSending {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the base URL. */
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a web form, instead of a body. */
  form?: Record<string, string>;
  repeatable: boolean;
  signal: AbortSignal;
}

/** An answer, read to its end. */
export interface KeycloakAnswer {
  status: number;
  text: string;
  /** Where what was created is. */
  location: string | null;
}

/** A list of 300 realms has 1.5 MB. */
const answerMb = 8;

/** Sends requests to one Keycloak. */
export class KeycloakHttp {
  constructor(readonly url: string) {}

  /** @throws {KeycloakFault} where no answer came */
  async send(asked: Asked, sending: KeycloakSending): Promise<KeycloakAnswer> {
    const { method, path, body, form, repeatable, signal } = sending;
    const headers = new Headers(sending.headers);
    if (body !== undefined) headers.set("content-type", "application/json");
    const content = form
      ? new URLSearchParams(form)
      : body !== undefined
      ? JSON.stringify(body)
      : null;
    const url = this.url + path;
    try {
      const init = { method, headers, body: content, redirect: "manual", signal } as const;
      const response = await fetch(url, sent(init, repeatable));
      const text = await textOf(response, answerMb);
      return { status: response.status, text, location: response.headers.get("location") };
    } catch (error) {
      throw faultFromNetwork(asked, url, error);
    }
  }
}
