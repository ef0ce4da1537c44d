import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { mailHtml } from "./mail_html.ts";
import { mattermostText } from "./mattermost_text.ts";
import { type Message, written } from "./message.ts";
import { plainText } from "./plain_text.ts";
import { slackBlocks } from "./slack_blocks.ts";
import { operationDone } from "./templates/operation_done.ts";
import { welcome } from "./templates/welcome.ts";

const facts = {
  tenant: "Acme",
  url: "https://acme.example.com",
  login: "ann@example.com",
  provider: "Northwind",
};

Deno.test("written() takes the language of the tenant, or English", () => {
  const subjects = ["en_US", "de_CH", "de", "fr_FR", "", "constructor"].map((language) => {
    const { subject, language: spoken } = written(welcome, language, facts);
    return [spoken, subject];
  });
  const [english, german] = [
    ["en", "Odoo for Acme is ready"],
    ["de", "Odoo für Acme ist bereit"],
  ];
  deepStrictEqual(subjects, [english, german, german, english, english, english]);
});

Deno.test("each language of a template says the same facts", () => {
  for (const language of Object.keys(welcome)) {
    const message = written(welcome, language, facts);
    const text = plainText(message);
    for (const value of Object.values(facts)) ok(text.includes(value), `${language}: ${value}`);
    deepStrictEqual(message.facts.map(([, value]) => value), [facts.url, facts.login]);
  }
});

Deno.test("plainText() says each address once", () => {
  strictEqual(
    plainText(written(operationDone, "en", {
      ...{ tenant: "Acme", slug: "acme", kind: "create", requestedBy: "ann@example.com" },
      url: "https://acme.example.com",
    })),
    "Tenant: acme\nOperation: create\nAsked for by: ann@example.com\nOdoo: https://acme.example.com\n",
  );
});

/** A tenant whose name is chosen by somebody who means no good. */
const hostile: Message = {
  subject: `<script>alert("1")</script> *all* & @channel <!everyone>`,
  paragraphs: ["<b>bold</b> [here](https://evil.example.com) ![x](y)"],
  facts: [["Name", `"><img src=x onerror=alert(1)>`]],
  link: { label: "Open <it>", url: `https://acme.example.com/?a="><script>&b=(1)` },
  footer: "<i>why</i>",
  language: "en",
};

Deno.test("mailHtml() shows what it is given as text", () => {
  const html = mailHtml(hostile);
  doesNotMatch(html, /<script|<img|<b>|<i>|false|undefined/);
  match(html, /&lt;script&gt;alert\(&quot;1&quot;\)/);
  match(html, /href="https:\/\/acme\.example\.com\/\?a=&quot;&gt;&lt;script&gt;&amp;b=\(1\)"/);
});

Deno.test("mailHtml() leaves out what a message has not, and loads nothing", () => {
  const html = mailHtml({ ...hostile, facts: [], link: undefined, paragraphs: [], subject: "A" });
  doesNotMatch(html, /false|undefined|<a |<th|src=|url\(/);
});

Deno.test("slackBlocks() calls nobody, and stays within Slack's limits", () => {
  const blocks = slackBlocks({
    ...hostile,
    subject: "x".repeat(200),
    facts: Array.from({ length: 12 }, (_, n) => [`Fact ${n}`, "<!channel>".repeat(300)]),
  }) as { type: string; text?: { text: string }; fields?: { text: string }[] }[];
  strictEqual(blocks[0]!.text!.text.length, 150);
  const { fields } = blocks.find((block) => block.fields)!;
  deepStrictEqual([fields!.length, fields!.every(({ text }) => text.length <= 2000)], [10, true]);
  doesNotMatch(JSON.stringify(blocks.slice(1, -1)), /<[!@#h]/);
});

Deno.test("mattermostText() makes no link, picture or call of what a tenant is called", () => {
  const text = mattermostText(hostile);
  doesNotMatch(text.replace(/\\./g, ""), /@channel|!\[|\]\(https:\/\/evil|<script/);
  match(text, /\]\(https:\/\/acme\.example\.com\/\?a=%22%3E%3Cscript%3E&b=\(1%29\)$/);
});
