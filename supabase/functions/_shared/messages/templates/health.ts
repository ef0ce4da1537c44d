import type { Template } from "../message.ts";
import { words } from "./words.ts";

export interface HealthNews {
  tenant: string;
  state: "healthy" | "degraded" | "unreachable" | "unknown";
  detail: string;
}

const english = {
  healthy: "is well",
  degraded: "is not quite well",
  unreachable: "does not answer",
  unknown: "was not looked at",
};
const german = {
  healthy: "wieder gesund",
  degraded: "eingeschränkt",
  unreachable: "antwortet nicht",
  unknown: "nicht geprüft",
};

/** That the Odoo of a tenant was found in another state. */
export const health: Template<HealthNews> = {
  en: ({ tenant, state, detail }) => ({
    subject: `The Odoo of ${tenant} ${english[state]}`,
    paragraphs: [detail],
    facts: [["Look", `ocp tenant show ${tenant}`]],
    footer: words.en.footer,
  }),
  de: ({ tenant, state, detail }) => ({
    subject: `Odoo von ${tenant}: ${german[state]}`,
    paragraphs: [detail],
    facts: [["Ansehen", `ocp tenant show ${tenant}`]],
    footer: words.de.footer,
  }),
};
