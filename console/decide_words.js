const en = {
  title: ({ tenant, type }) => `${tenant}: ${type} waits for you`,
  page: "Decide",
  loading: "Loading what this is about…",
  sending: "Sending your decision…",
  facts: {
    tenant: "Tenant",
    type: "Operation",
    requested_by: "Asked for by",
    requested_at: "Asked for at",
    expires_at: "Decide until",
    destroys: "Destroys",
    backup: "Last backup",
  },
  database: (name, size) => `the database ${name}${size ? `, ${size}` : ""}`,
  no_database: "no database: there is none",
  unseen: "a database that cannot be looked at now",
  no_backup: "none",
  reason: "Reason (kept with the decision)",
  approve: "Approve",
  refuse: "Refuse",
  approved: ({ decided_by, decided_at }) => `Approved by ${decided_by}, ${decided_at}.`,
  refused: ({ decided_by, decided_at }) => `Refused by ${decided_by}, ${decided_at}.`,
  over: "Nothing waits for a decision here any more.",
  void:
    "Nothing was approved: what was to be destroyed has changed since this was asked for. It has to be asked for again.",
  no_token: "This page is opened by a link from a mail. Open that link again.",
  unreachable: "The control plane does not answer. Try it again in a moment.",
};

const de = {
  title: ({ tenant, type }) => `${tenant}: ${type} wartet auf Sie`,
  page: "Entscheiden",
  loading: "Es wird geladen, worum es geht …",
  sending: "Ihre Entscheidung wird gesendet …",
  facts: {
    tenant: "Mandant",
    type: "Operation",
    requested_by: "Angefordert von",
    requested_at: "Angefordert am",
    expires_at: "Zu entscheiden bis",
    destroys: "Zerstört",
    backup: "Letzte Sicherung",
  },
  database: (name, size) => `die Datenbank ${name}${size ? `, ${size}` : ""}`,
  no_database: "keine Datenbank: es gibt keine",
  unseen: "eine Datenbank, die gerade nicht zu sehen ist",
  no_backup: "keine",
  reason: "Begründung (wird mit der Entscheidung aufbewahrt)",
  approve: "Genehmigen",
  refuse: "Ablehnen",
  approved: ({ decided_by, decided_at }) => `Genehmigt von ${decided_by}, ${decided_at}.`,
  refused: ({ decided_by, decided_at }) => `Abgelehnt von ${decided_by}, ${decided_at}.`,
  over: "Hier wartet nichts mehr auf eine Entscheidung.",
  void:
    "Es wurde nichts genehmigt: was zerstört werden sollte, hat sich seit der Anforderung geändert. Es muss neu angefordert werden.",
  no_token: "Diese Seite öffnet ein Link aus einer Mail. Öffnen Sie ihn noch einmal.",
  unreachable: "Die Steuerungsebene antwortet nicht. Versuchen Sie es gleich noch einmal.",
};

/** The page's words, in the first of the reader's languages that somebody has written. */
export function words(languages = navigator.languages) {
  const known = { en, de };
  const locale = languages.find((code) => code.slice(0, 2) in known) ?? "en";
  const language = locale.slice(0, 2);
  return { ...known[language], language, locale };
}
