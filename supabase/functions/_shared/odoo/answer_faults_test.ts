import { doesNotMatch, match, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { faultFromAnswer } from "./answer_faults.ts";
import type { FaultKind, Operation } from "./faults.ts";

const operation: Operation = {
  title: "call project.task.create",
  connection: {
    url: "https://odoo.example.com/",
    database: "acme",
    username: "bot@example.com",
    password: new Secret("hunter22"),
    transport: "auto",
  },
};

const answers: [FaultKind, number, string][] = [
  ["protocol", 200, "text/html"],
  ["protocol", 400, "text/html"],
  ["protocol", 404, "text/html"],
  ["protocol", 415, "text/html"],
  ["unreadable", 500, "text/html"],
  ["unreachable", 401, "text/html"],
  ["unreachable", 403, "text/html"],
  ["data", 413, "text/html"],
  ["transient", 429, "text/plain"],
  ["transient", 503, "text/html"],
  ["unknown_outcome", 502, "text/html"],
  ["unknown_outcome", 504, "text/html"],
  ["unknown_outcome", 522, "text/html"],
];

for (const [kind, status, contentType] of answers) {
  Deno.test(`faultFromAnswer() calls HTTP ${status} with ${contentType} ${kind}`, () => {
    const answer = { status, contentType, location: null, text: "<html>" };
    strictEqual(faultFromAnswer(operation, answer).kind, kind);
  });
}

Deno.test("faultFromAnswer() does not advise on rights when a bot check refuses", () => {
  const text = "<html><title>Just a moment...</title>";
  const fault = faultFromAnswer(operation, {
    status: 403,
    contentType: "text/html; charset=UTF-8",
    location: null,
    text,
  });
  strictEqual(fault.code, "odoo_unreachable");
  strictEqual(
    fault.message,
    "Cannot call project.task.create: something in front of Odoo at https://odoo.example.com " +
      "refuses the call (HTTP 403); Odoo was not asked.",
  );
  match(fault.suggestion, /proxy, firewall or bot check in front of Odoo/);
  doesNotMatch(fault.suggestion, /rights|password/);
});

const redirects: [url: string, location: string | null, reported: string, advice: RegExp][] = [
  [
    "https://odoo.example.com",
    "https://www.example.com/shop?token=abc",
    '"https://www.example.com/shop"',
    /URL as "https:\/\/www.example.com\/shop", if that is this Odoo/,
  ],
  [
    "https://odoo.example.com",
    "https://erp.example.com/odoo?x=1",
    '"https://erp.example.com/odoo"',
    /URL as "https:\/\/erp.example.com", if/,
  ],
  [
    "http://odoo.example.com/erp",
    "https://odoo.example.com/erp/jsonrpc",
    '"https://odoo.example.com/erp/jsonrpc"',
    /URL as "https:\/\/odoo.example.com\/erp"\.$/,
  ],
  ["https://odoo.example.com", "/web/login?redirect=x", '"/web/login"', /log in first/],
  ["https://odoo.example.com", "web/login", '"web/login"', /log in first/],
  [
    "https://odoo.example.com",
    "https://sso.example.com/oauth2/authorize?state=abc",
    '"https://sso.example.com/oauth2/authorize"',
    /log in first/,
  ],
  ["https://odoo.example.com", "/jsonrpc/", '"/jsonrpc/"', /path in the binding's URL/],
  ["https://odoo.example.com", "//erp.example.com/x", '"//erp.example.com/x"', /erp.example.com/],
  ["http://odoo.example.com:8069", "http://odoo.example.com/", '"http://odoo.example.com"', /URL/],
  [
    "https://odoo.example.com",
    "https://ben:abc@erp.example.com/web",
    '"https://erp.example.com/web"',
    /URL as "https:\/\/erp.example.com", if/,
  ],
  [
    "https://odoo.example.com",
    "//ben:abc@erp.example.com/x",
    '"//erp.example.com/x"',
    /URL as "https:\/\/erp.example.com\/x", if/,
  ],
  ["https://odoo.example.com", "javascript:alert(1)", '"javascript:alert(1)"', /^Check the/],
  ["https://odoo.example.com", "http://[bad", '"http://[bad"', /Check the binding's URL/],
  ["https://odoo.example.com", null, "nowhere", /Check the binding's URL/],
];

for (const [url, location, reported, advice] of redirects) {
  Deno.test(`faultFromAnswer() tells a redirect from ${url} to ${location} as it is`, () => {
    const at = { ...operation, connection: { ...operation.connection, url } };
    const fault = faultFromAnswer(at, { status: 303, contentType: "", location, text: "" });
    strictEqual(fault.kind, "protocol");
    strictEqual(
      fault.message,
      `Cannot call project.task.create: ${url} redirects to ${reported} (HTTP 303).`,
    );
    match(fault.suggestion, advice);
    doesNotMatch(fault.message + fault.suggestion, /abc/);
  });
}
