import type { Template } from "../message.ts";
import { words } from "./words.ts";

export interface OperationNews {
  id: string;
  tenant: string;
  /** As operations are called: create, clone, decommission. */
  kind: string;
  /** What became of it, as its type of event ends: failed, succeeded. */
  state: string;
  requestedBy: string;
  /** Why it failed, and in which step. */
  detail?: string;
  step?: string;
  decide?: DecisionLink;
}

/** Where the reader, and nobody else, decides on it, and until when. */
export interface DecisionLink {
  url: string;
  until: string;
}

const english: Record<string, string> = {
  requested: "was asked for",
  waiting_for_approval: "waits for a second person",
  approved: "was approved",
  started: "has begun",
  compensating: "is being undone",
  succeeded: "has succeeded",
  failed: "has failed",
  cancelled: "was cancelled",
};
const german: Record<string, string> = {
  requested: "wurde angefordert",
  waiting_for_approval: "wartet auf eine zweite Person",
  approved: "wurde genehmigt",
  started: "hat begonnen",
  compensating: "wird rückgängig gemacht",
  succeeded: "ist gelungen",
  failed: "ist fehlgeschlagen",
  cancelled: "wurde abgebrochen",
};

/** What becomes of an operation. */
export const operation: Template<OperationNews> = {
  en: (facts) => ({
    subject: `${facts.tenant}: ${facts.kind} ${english[facts.state] ?? facts.state}`,
    paragraphs: [
      ...facts.detail ? [facts.detail] : [],
      ...facts.decide
        ? [
          `You may decide, until ${facts.decide.until}. The link is yours alone: who has it decides in your name. Do not forward this mail.`,
        ]
        : [],
    ],
    facts: [
      ...facts.step ? [["Step", facts.step] as [string, string]] : [],
      ["Asked for by", facts.requestedBy],
      ["Look", lookAt(facts)],
    ],
    link: facts.decide && { label: "Approve or refuse", url: facts.decide.url },
    footer: words.en.footer,
  }),
  de: (facts) => ({
    subject: `${facts.tenant}: ${facts.kind} ${german[facts.state] ?? facts.state}`,
    paragraphs: [
      ...facts.detail ? [facts.detail] : [],
      ...facts.decide
        ? [
          `Sie können entscheiden, bis ${facts.decide.until}. Der Link gehört Ihnen allein: wer ihn hat, entscheidet in Ihrem Namen. Leiten Sie diese Mail nicht weiter.`,
        ]
        : [],
    ],
    facts: [
      ...facts.step ? [["Schritt", facts.step] as [string, string]] : [],
      ["Angefordert von", facts.requestedBy],
      ["Ansehen", lookAt(facts)],
    ],
    link: facts.decide && { label: "Genehmigen oder ablehnen", url: facts.decide.url },
    footer: words.de.footer,
  }),
};

/** The command that goes on from here. */
function lookAt({ state, id }: OperationNews): string {
  const commands: Record<string, string> = { failed: "logs", waiting_for_approval: "approve" };
  return `ocp operation ${commands[state] ?? "show"} ${id}`;
}
