import process from "node:process";
import type { Secrets } from "./secrets.ts";

export interface Place {
  /** Keycloak's own files. */
  home: string;
  port: number;
  databasePort: number;
  secrets: Secrets;
}

/** All that Keycloak is told; a command line can be read by anybody on the machine, so secrets are here. */
export function environment(place: Place): Record<string, string> {
  const { home, port, databasePort, secrets } = place;
  const { JAVA_HOME, PATH } = process.env;
  return {
    PATH: PATH ?? "/usr/bin:/bin",
    ...JAVA_HOME && { JAVA_HOME },
    HOME: home,
    TZ: "UTC",
    KC_BOOTSTRAP_ADMIN_USERNAME: secrets.admin.name,
    KC_BOOTSTRAP_ADMIN_PASSWORD: secrets.admin.password,
    KC_BOOTSTRAP_ADMIN_CLIENT_ID: secrets.bootstrap.id,
    KC_BOOTSTRAP_ADMIN_CLIENT_SECRET: secrets.bootstrap.secret,
    KC_DB_URL: `jdbc:postgresql://127.0.0.1:${databasePort}/postgres`,
    KC_DB_USERNAME: "keycloak",
    KC_DB_PASSWORD: secrets.databasePassword,
    KC_HOSTNAME: `http://127.0.0.1:${port}`,
    KC_HTTP_ENABLED: "true",
    KC_HTTP_HOST: "127.0.0.1",
    KC_HTTP_PORT: String(port),
    // Else it opens a port for other nodes on the machine's own address.
    KC_CACHE_EMBEDDED_NETWORK_BIND_ADDRESS: "127.0.0.1",
  };
}
