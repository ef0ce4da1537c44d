import type { Template } from "../message.ts";

/** What a tenant's administrator needs to begin. */
export interface Welcome {
  tenant: string;
  url: string;
  login: string;
  /** Who runs the platform. */
  provider: string;
}

/** To the administrator of a new tenant. It has no password: that is shown once, to a person who has signed in. */
export const welcome: Template<Welcome> = {
  en: ({ tenant, url, login, provider }) => ({
    subject: `Odoo for ${tenant} is ready`,
    paragraphs: [
      `Your Odoo is set up, and you are its administrator.`,
      `Ask ${provider} for your first password: it is shown once, and is not sent by mail. ` +
      `Change it after you have logged in, under your name, My Profile.`,
    ],
    facts: [["Address", url], ["Login", login]],
    link: { label: "Open Odoo", url },
    footer: `You get this because ${provider} made you the administrator of ${tenant}.`,
  }),
  de: ({ tenant, url, login, provider }) => ({
    subject: `Odoo für ${tenant} ist bereit`,
    paragraphs: [
      `Ihr Odoo ist eingerichtet, und Sie sind dort Administrator.`,
      `Ihr erstes Passwort bekommen Sie von ${provider}: Es wird einmal angezeigt und nicht per E-Mail verschickt. ` +
      `Ändern Sie es nach der Anmeldung unter Ihrem Namen, Mein Profil.`,
    ],
    facts: [["Adresse", url], ["Anmeldename", login]],
    link: { label: "Odoo öffnen", url },
    footer:
      `Sie erhalten diese Nachricht, weil ${provider} Sie als Administrator von ${tenant} eingetragen hat.`,
  }),
};
