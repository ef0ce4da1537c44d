import { join } from "node:path";
import process from "node:process";
import { root } from "../../paths.ts";
import type { Secrets } from "./secrets.ts";

export interface Place {
  /** Superset's own files. */
  home: string;
  databasePort: number;
  secrets: Secrets;
}

/** Nobody listens there: what would leave this machine ends at once. */
const NOWHERE = "http://127.0.0.1:9";

/** All that Superset is told, by the settings that people take for their own. */
export function environment({ home, databasePort, secrets }: Place): Record<string, string> {
  const login = `superset:${secrets.databasePassword}`;
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: home,
    TZ: "UTC",
    PYTHONDONTWRITEBYTECODE: "1",
    FLASK_APP: "superset",
    SUPERSET_HOME: home,
    SUPERSET_CONFIG_PATH: join(root, "superset/superset_config.py"),
    SUPERSET_DATABASE_URI: `postgresql+psycopg2://${login}@127.0.0.1:${databasePort}/postgres`,
    SUPERSET_SECRET_KEY: secrets.secretKey,
    SUPERSET_GUEST_SECRET: secrets.guestSecret,
    SUPERSET_EMBEDDED_IN: "http://127.0.0.1:* http://localhost:*",
    SCARF_ANALYTICS: "false",
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    NO_PROXY: "127.0.0.1,localhost",
  };
}
