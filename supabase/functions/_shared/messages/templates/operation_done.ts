import type { Template } from "../message.ts";

export interface OperationDone {
  tenant: string;
  slug: string;
  /** As operations are called: create, clone, decommission. */
  kind: string;
  requestedBy: string;
  /** Of the tenant's Odoo, while it has one. */
  url?: string;
}

/** To the operators' channel, when a tenant came or went. */
export const operationDone: Template<OperationDone> = {
  en: ({ tenant, slug, kind, requestedBy, url }) => ({
    subject: `${tenant}: ${kind} is done`,
    paragraphs: [],
    facts: [
      ["Tenant", slug],
      ["Operation", kind],
      ["Asked for by", requestedBy],
      ...url ? [["Odoo", url] as [string, string]] : [],
    ],
    ...url && { link: { label: "Open Odoo", url } },
    footer: "",
  }),
};
