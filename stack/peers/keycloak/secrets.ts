/** Who a client is, and by what it shows that. */
export interface Credentials {
  id: string;
  secret: string;
}

/** What is generated once for an instance and stays with its data. */
export interface Secrets {
  databasePassword: string;
  /** The first administrator of the realm master. */
  admin: { name: string; password: string };
  /** The first client there, which may do everything. */
  bootstrap: Credentials;
  /** What the platform signs in with. */
  client: Credentials;
}

/** Those of a new instance. */
export function newSecrets(): Secrets {
  const secret = () => crypto.randomUUID();
  return {
    databasePassword: secret(),
    admin: { name: "admin", password: secret() },
    bootstrap: { id: "bootstrap", secret: secret() },
    client: { id: "control-plane", secret: secret() },
  };
}
