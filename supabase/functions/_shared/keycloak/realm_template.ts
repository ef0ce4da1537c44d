import type { Secret } from "../secret.ts";
import type { NewClient } from "./clients.ts";
import type { Mapper } from "./mappers.ts";
import { type NewRealm, ownerAttribute } from "./realms.ts";

/** How realms of tenants are set; data, so that several can be kept. Times are seconds. */
export interface RealmTemplate {
  password: { length: number; history: number };
  /** After so many wrong passwords a person waits, the longer the more. */
  bruteForce: { failures: number; wait: number; longestWait: number; forgetAfter: number };
  lifetimes: { accessToken: number; sessionIdle: number; session: number };
  /** What people of a tenant may be, with what that means. */
  roles: Record<string, string>;
  /** `external` wants TLS from all but private addresses. */
  requireTls: "all" | "external";
  verifyEmail: boolean;
}

/** What a tenant's realm is made of, besides its template. */
export interface TenantRealm {
  /** The realm's name, which is in all of its addresses. */
  name: string;
  title: string;
  /** Proves whose the realm is. */
  owner: string;
  /** Base URLs without a trailing slash, and the secret of the client there. */
  odoo?: { url: string; secret: Secret };
  superset?: { url: string; secret: Secret };
  /** Of the client by which log-ins are tried. */
  checkSecret: Secret;
}

/** The ids of the clients of each realm. */
export const clientIds = { odoo: "odoo", superset: "superset", check: "log-in-check" } as const;

/** What a realm is made from unless somebody chose otherwise. */
export const standardTemplate: RealmTemplate = {
  password: { length: 12, history: 5 },
  bruteForce: { failures: 10, wait: 60, longestWait: 900, forgetAfter: 43_200 },
  lifetimes: { accessToken: 300, sessionIdle: 1_800, session: 36_000 },
  roles: {
    owner: "Everything, who else may come in included",
    admin: "Settings and people",
    manager: "The work of others",
    member: "Their own work",
    viewer: "Looks, and changes nothing",
  },
  requireTls: "external",
  verifyEmail: true,
};

/** The representation of a tenant's realm, with its roles and its clients. */
export function realmFrom(template: RealmTemplate, tenant: TenantRealm): NewRealm {
  return {
    realm: tenant.name,
    displayName: tenant.title,
    enabled: true,
    attributes: { [ownerAttribute]: tenant.owner },
    roles: { realm: Object.entries(template.roles).map(asRole) },
    clients: clientsFrom(tenant),
    ...settingsFrom(template),
  };
}

/** What a template says of a realm's own settings: what drift is compared with. */
export function settingsFrom(template: RealmTemplate): Record<string, unknown> {
  const { password, bruteForce, lifetimes } = template;
  return {
    sslRequired: template.requireTls,
    registrationAllowed: false,
    resetPasswordAllowed: true,
    editUsernameAllowed: false,
    loginWithEmailAllowed: true,
    duplicateEmailsAllowed: false,
    verifyEmail: template.verifyEmail,
    passwordPolicy: `length(${password.length}) and notUsername and notEmail` +
      ` and passwordHistory(${password.history})`,
    bruteForceProtected: true,
    permanentLockout: false,
    failureFactor: bruteForce.failures,
    waitIncrementSeconds: bruteForce.wait,
    maxFailureWaitSeconds: bruteForce.longestWait,
    maxDeltaTimeSeconds: bruteForce.forgetAfter,
    accessTokenLifespan: lifetimes.accessToken,
    accessTokenLifespanForImplicitFlow: lifetimes.accessToken,
    ssoSessionIdleTimeout: lifetimes.sessionIdle,
    ssoSessionMaxLifespan: lifetimes.session,
  };
}

const asRole = ([name, description]: [string, string]) => ({ name, description });

/** The clients of a tenant's realm, with their secrets: what drift is compared with. */
export function clientsFrom({ odoo, superset, checkSecret }: TenantRealm): NewClient[] {
  return [
    ...odoo ? [odooClient(odoo)] : [],
    ...superset ? [supersetClient(superset)] : [],
    confidential(clientIds.check, checkSecret, { directAccessGrantsEnabled: true }),
  ];
}

/** Odoo's auth_oauth takes a token from the address of its own page: the implicit flow, with no secret. */
function odooClient({ url, secret }: NonNullable<TenantRealm["odoo"]>): NewClient {
  return confidential(clientIds.odoo, secret, {
    implicitFlowEnabled: true,
    redirectUris: [`${url}/auth_oauth/signin`],
    webOrigins: [url],
    attributes: { "post.logout.redirect.uris": `${url}/*` },
  });
}

function supersetClient({ url, secret }: NonNullable<TenantRealm["superset"]>): NewClient {
  return confidential(clientIds.superset, secret, {
    standardFlowEnabled: true,
    redirectUris: [`${url}/oauth-authorized/keycloak`],
    webOrigins: [url],
    attributes: {
      "pkce.code.challenge.method": "S256",
      "post.logout.redirect.uris": `${url}/*`,
    },
  });
}

/** A client with a secret, none of the flows but what is given, and tokens that are for it alone. */
function confidential(clientId: string, secret: Secret, given: Partial<NewClient>): NewClient {
  return {
    clientId,
    secret: secret.reveal(),
    enabled: true,
    protocol: "openid-connect",
    publicClient: false,
    standardFlowEnabled: false,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    protocolMappers: [audience(clientId), roleNames],
    ...given,
  };
}

/** Without it a token of Keycloak does not say for which client it is. */
function audience(clientId: string): Mapper {
  return {
    name: "audience",
    protocol: "openid-connect",
    protocolMapper: "oidc-audience-mapper",
    config: { "included.client.audience": clientId, "access.token.claim": "true" },
  };
}

/** What a person is in the realm, as a list of names. */
const roleNames: Mapper = {
  name: "roles",
  protocol: "openid-connect",
  protocolMapper: "oidc-usermodel-realm-role-mapper",
  config: {
    "claim.name": "roles",
    "jsonType.label": "String",
    multivalued: "true",
    "access.token.claim": "true",
    "id.token.claim": "true",
    "userinfo.token.claim": "true",
  },
};
