import { join } from "node:path";
import { parse } from "smol-toml";

export interface FunctionConfig {
  name: string;
  /** Whether the gateway lets only JWTs signed by this instance through. */
  verifyJwt: boolean;
  /** Absolute path of the module that serves. */
  entrypoint: string;
  /** Absolute path of the deno.json or import map it runs with. */
  importMap: string;
}

export interface StackConfig {
  apiPort: number;
  databasePort: number;
  /** The function of that name, with the CLI's defaults where config.toml is silent. */
  functionNamed(name: string): FunctionConfig | undefined;
}

interface ConfigToml {
  api?: { port?: number };
  db?: { port?: number };
  functions?: Record<
    string,
    { enabled?: boolean; verify_jwt?: boolean; import_map?: string; entrypoint?: string }
  >;
}

const FUNCTION_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Reads what the stack needs of config.toml; paths in it are relative to `supabaseDir`. */
export function parseConfig(toml: string, supabaseDir: string): StackConfig {
  const config = parse(toml) as ConfigToml;
  return {
    apiPort: config.api?.port ?? 54321,
    databasePort: config.db?.port ?? 54322,
    functionNamed(name) {
      if (!FUNCTION_NAME.test(name)) return undefined;
      const entry = config.functions?.[name];
      if (entry?.enabled === false) return undefined;
      return {
        name,
        verifyJwt: entry?.verify_jwt ?? true,
        entrypoint: join(supabaseDir, entry?.entrypoint ?? `functions/${name}/index.ts`),
        importMap: join(supabaseDir, entry?.import_map ?? `functions/${name}/deno.json`),
      };
    },
  };
}
