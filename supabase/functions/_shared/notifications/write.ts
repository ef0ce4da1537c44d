import type { MessageToSend, ToldEvent } from "../database/notifications.ts";
import { type Message, written } from "../messages/message.ts";
import { scrubbed } from "../messages/scrubbed.ts";
import { digest } from "../messages/templates/digest.ts";
import { drift } from "../messages/templates/drift.ts";
import { event as anyEvent } from "../messages/templates/event.ts";
import { health, type HealthNews } from "../messages/templates/health.ts";
import { type DecisionLink, operation } from "../messages/templates/operation.ts";

/** What a message says: its events by the template of their type, in its language, and nothing that looks like a secret. */
export function write(told: MessageToSend, decide?: DecisionLink): Message {
  const { form, events, language } = told;
  return safe(form === "news" ? ofEvents(events, language, decide) : many(told));
}

function many({ notification, form, count, types, events, language }: MessageToSend): Message {
  return written(digest, language, {
    ...{ notification, count, isRest: form === "more" },
    types: Object.entries(types).sort(([, one], [, other]) => other - one),
    last: events.map((event) => ofEvents([event], language).subject),
  });
}

/** The events of one topic: the last of them says how it is. */
function ofEvents(events: ToldEvent[], language: string, decide?: DecisionLink): Message {
  const last = events.at(-1)!;
  const { type, subject, tenant, data } = last;
  const text = (name: string) => typeof data[name] === "string" ? data[name] as string : undefined;
  const error = Object(data.error) as { detail?: string; step?: string };
  if (type.startsWith("drift.")) return ofDrift(events, language);
  if (type === "tenant.health_changed") {
    const state = text("state") as HealthNews["state"];
    return written(health, language, {
      tenant: tenant ?? subject,
      state,
      detail: text("detail") ?? "",
    });
  }
  if (type.startsWith("operation.")) {
    return written(operation, language, {
      ...{
        id: text("id") ?? subject,
        tenant: tenant ?? text("tenant") ?? "",
        kind: text("type") ?? "",
      },
      state: type.slice("operation.".length),
      requestedBy: text("on_behalf_of") ?? text("requested_by") ?? "",
      ...{ detail: error.detail, step: error.step, decide },
    });
  }
  return written(anyEvent, language, {
    type,
    about: text("scope") ?? text("name") ?? text("binding") ?? tenant ?? text("object") ?? subject,
    tenant: tenant ?? undefined,
    detail: text("title") ?? error.detail ?? text("error") ?? text("reason"),
  });
}

function ofDrift(events: ToldEvent[], language: string): Message {
  const data = events.map(({ type, data }) => ({ type, ...data as unknown as DriftData }));
  const sum = (wanted: string) =>
    data.reduce((all, { type, count }) => type === wanted ? all + count : all, 0);
  const { binding, open } = data.at(-1)!;
  const first = data.filter(({ type }) => type === "drift.found").flatMap(({ first }) =>
    first ?? []
  );
  return written(drift, language, {
    ...{ binding, open: open ?? 0, found: sum("drift.found"), gone: sum("drift.gone") },
    first: first.slice(0, 10).map(({ external_ref, field }) =>
      field ? `${external_ref} ${field}` : external_ref
    ),
  });
}

interface DriftData {
  binding: string;
  count: number;
  open?: number;
  first?: { external_ref: string; field?: string }[];
}

function safe(message: Message): Message {
  return {
    ...message,
    subject: scrubbed(message.subject),
    paragraphs: message.paragraphs.map(scrubbed),
    facts: message.facts.map(([name, value]) => [name, scrubbed(value)]),
  };
}
