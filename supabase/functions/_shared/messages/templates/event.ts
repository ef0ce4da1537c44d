import type { Template } from "../message.ts";
import { words } from "./words.ts";

export interface EventNews {
  /** The type of the event, such as schedule.late. */
  type: string;
  /** What it happened to, in short: a schedule, a tenant, a binding. */
  about: string;
  tenant?: string;
  detail?: string;
}

/** What each type says of what it happened to; of another, its name. */
const english: Record<string, string> = {
  "schedule.failed": "The schedule failed",
  "schedule.late": "The schedule is late",
  "schedule.recovered": "The schedule succeeds again",
  "hold.put": "Held back",
  "hold.lifted": "No longer held back",
  "run.started": "A run began",
  "run.succeeded": "A run succeeded",
  "run.partly_failed": "Odoo refused some records of a run",
  "run.failed": "A run failed",
  "run.cancelled": "A run was cancelled",
  "tenant.created": "A tenant was made",
  "tenant.changed": "A tenant was changed",
  "tenant.paused": "A tenant was paused",
  "tenant.resumed": "A tenant is active again",
  "tenant.decommissioned": "A tenant has ended",
  "tenant.backup_late": "A backup is late",
  "tenant.care_late": "Care is late",
  "binding.shadow_late": "An Odoo was not read for too long",
  "binding.key_expiring": "The key of an Odoo expires",
  "token.expiring": "A token expires",
  "tenant.backup_late_cleared": "The backup is late no more",
  "tenant.care_late_cleared": "Care is late no more",
  "binding.shadow_late_cleared": "An Odoo is read again",
  "binding.key_expiring_cleared": "The key of an Odoo expires no more",
  "token.expiring_cleared": "A token expires no more",
  "schema.changed": "Tables or views changed",
  "sync.stopped": "A binding no longer syncs by itself",
  "sync.heal_stopped": "Two systems fight over a value",
  "test.sent": "This is a test: messages arrive",
};
const german: Record<string, string> = {
  "schedule.failed": "Der Zeitplan ist fehlgeschlagen",
  "schedule.late": "Der Zeitplan ist überfällig",
  "schedule.recovered": "Der Zeitplan gelingt wieder",
  "hold.put": "Angehalten",
  "hold.lifted": "Nicht mehr angehalten",
  "run.started": "Ein Lauf hat begonnen",
  "run.succeeded": "Ein Lauf ist gelungen",
  "run.partly_failed": "Odoo hat einige Datensätze eines Laufs abgelehnt",
  "run.failed": "Ein Lauf ist fehlgeschlagen",
  "run.cancelled": "Ein Lauf wurde abgebrochen",
  "tenant.created": "Ein Mandant wurde angelegt",
  "tenant.changed": "Ein Mandant wurde geändert",
  "tenant.paused": "Ein Mandant wurde pausiert",
  "tenant.resumed": "Ein Mandant ist wieder aktiv",
  "tenant.decommissioned": "Ein Mandant ist beendet",
  "tenant.backup_late": "Eine Sicherung ist überfällig",
  "tenant.care_late": "Pflege ist überfällig",
  "binding.shadow_late": "Ein Odoo wurde zu lange nicht gelesen",
  "binding.key_expiring": "Der Schlüssel eines Odoo läuft ab",
  "token.expiring": "Ein Token läuft ab",
  "tenant.backup_late_cleared": "Die Sicherung ist nicht mehr überfällig",
  "tenant.care_late_cleared": "Die Pflege ist nicht mehr überfällig",
  "binding.shadow_late_cleared": "Ein Odoo wird wieder gelesen",
  "binding.key_expiring_cleared": "Der Schlüssel eines Odoo läuft nicht mehr ab",
  "token.expiring_cleared": "Ein Token läuft nicht mehr ab",
  "schema.changed": "Tabellen oder Sichten haben sich geändert",
  "sync.stopped": "Eine Anbindung gleicht nicht mehr von selbst ab",
  "sync.heal_stopped": "Zwei Systeme streiten um einen Wert",
  "test.sent": "Dies ist ein Test: Nachrichten kommen an",
};

/** What happened, where its type has no template of its own. */
export const event: Template<EventNews> = {
  en: ({ type, about, tenant, detail }) => ({
    subject: `${english[type] ?? type}: ${about}`,
    paragraphs: detail ? [detail] : [],
    facts: tenant ? [["Tenant", tenant]] : [],
    footer: words.en.footer,
  }),
  de: ({ type, about, tenant, detail }) => ({
    subject: `${german[type] ?? type}: ${about}`,
    paragraphs: detail ? [detail] : [],
    facts: tenant ? [["Mandant", tenant]] : [],
    footer: words.de.footer,
  }),
};
