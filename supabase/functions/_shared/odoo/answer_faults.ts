import { odooBaseUrl } from "../odoo_url.ts";
import { quoted } from "../quoted.ts";
import { publicUrl } from "../outside/network.ts";
import { type FaultKind, OdooFault, type Operation } from "./faults.ts";
import type { Answer } from "./types.ts";

/** The fault behind an answer that does not come from Odoo's RPC: a proxy, a redirect, a page. */
export function faultFromAnswer(operation: Operation, answer: Answer): OdooFault {
  const { status } = answer;
  const server = publicUrl(operation.connection.url);
  const fault = (kind: FaultKind, reason: string, suggestion?: string) =>
    new OdooFault(kind, operation, reason, { suggestion });

  if (status >= 300 && status < 400) return redirectFault(operation, answer);
  // Odoo's own word on rights and keys is an exception, which a status alone is not.
  if (status === 401 || status === 403) {
    const wish = status === 401 ? "wants a login of its own" : "refuses the call";
    const reported =
      `something in front of Odoo at ${server} ${wish} (HTTP ${status}); Odoo was not asked`;
    return fault("unreachable", reported, letThrough);
  }
  // A smaller body may pass, so the caller should split the batch.
  if (status === 413) return fault("data", "the request is larger than the server allows");
  if (status === 429 || status === 503) return fault("transient", `${server} is too busy`);
  // A proxy says 502, 504 or, some of them, 520 and above of a backend that may already have committed.
  if (status === 502 || status === 504 || status >= 520) {
    return fault("unknown_outcome", `the proxy at ${server} got no answer from Odoo`);
  }
  if (status === 500) return fault("unreadable", `${server} failed without a reason (HTTP 500)`);
  const type = answer.contentType.split(";")[0] || "nothing";
  return fault(
    "protocol",
    `${server} answers HTTP ${status} with ${type}, which is not Odoo's RPC`,
    "Check the binding's URL, and that its Odoo version has the chosen transport.",
  );
}

const letThrough =
  "Have the proxy, firewall or bot check in front of Odoo let calls to /jsonrpc and /json/2 through.";

/** A path that people log in at, of Odoo itself or of a single sign-on before it. */
const loginPath = /\/(log-?in|sign-?in|sso|auth|oauth2?|saml2?)(\/|$)/i;

/** Told as the server says it; a relative target is one of the server itself. */
function redirectFault(operation: Operation, { status, location }: Answer): OdooFault {
  const server = publicUrl(operation.connection.url);
  const fault = (target: string, suggestion: string) => {
    const reason = `${server} redirects to ${target} (HTTP ${status})`;
    return new OdooFault("protocol", operation, reason, { suggestion });
  };
  const checkUrl = "Check the binding's URL.";
  if (!location) return fault("nowhere", checkUrl);
  const target = URL.parse(location, `${odooBaseUrl(operation.connection.url)}/`);
  if (!target || !/^https?:$/.test(target.protocol)) {
    return fault(quoted(withoutQuery(location)), checkUrl);
  }
  target.username = target.password = "";
  const reported = quoted(/^\w+:/.test(location) ? publicUrl(target.href) : withoutQuery(location));
  return fault(reported, adviceOnRedirect(new URL(server), target));
}

function adviceOnRedirect(server: URL, target: URL): string {
  const base = odooBaseUrl(target.href);
  const sameHost = server.hostname === target.hostname;
  if (sameHost && server.protocol === "http:" && target.protocol === "https:") {
    return `Give the binding's URL as ${quoted(odooBaseUrl(target.origin + server.pathname))}.`;
  }
  if (loginPath.test(target.pathname)) {
    return `Something wants people to log in first. ${letThrough}`;
  }
  if (!sameHost) return `Give the binding's URL as ${quoted(base)}, if that is this Odoo.`;
  if (server.port !== target.port) return `Give the binding's URL as ${quoted(base)}.`;
  return "Check the path in the binding's URL: Odoo's calls are not redirected within one server.";
}

/** Without credentials, too. */
function withoutQuery(location: string): string {
  return location.replace(/[?#].*$/s, "").replace(/^(\w*:?\/\/)[^/]*@/, "$1");
}
