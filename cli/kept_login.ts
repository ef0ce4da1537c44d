import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { ignoreMissing } from "../stack/missing.ts";
import { writeSecretFile } from "../stack/secret_file.ts";
import type { Access } from "./access.ts";
import { Failure } from "./failure.ts";

/** Where a login is kept, for its owner's eyes only; undefined where there is no home. */
export function loginFile(): string | undefined {
  const config = process.env.XDG_CONFIG_HOME || homeConfig();
  return config && join(config, "ocp", "login.json");
}

function homeConfig(): string | undefined {
  const home = process.env.HOME ?? process.env.USERPROFILE;
  return home && join(home, ".config");
}

/** The login that was kept. @throws {Failure} where the file holds none */
export async function readLogin(): Promise<Access | undefined> {
  const file = loginFile();
  const text = file && await readFile(file, "utf8").catch(ignoreMissing);
  try {
    return text ? JSON.parse(text) as Access : undefined;
  } catch {
    throw new Failure(`Cannot read the login in ${file}: it is no JSON.`, "Log in again.");
  }
}

/** Keeps a login in place of the last one. @returns the file @throws {Failure} where there is no home to keep it in */
export async function keepLogin(login: Access): Promise<string> {
  const file = loginFile();
  if (!file) {
    throw new Failure(
      "Cannot keep a login: neither HOME nor XDG_CONFIG_HOME is set.",
      "Set OCP_URL and OCP_TOKEN instead.",
    );
  }
  await mkdir(dirname(file), { recursive: true });
  await writeSecretFile(file, JSON.stringify(login));
  return file;
}

/** Forgets the login. @returns whether there was one */
export async function forgetLogin(): Promise<boolean> {
  const file = loginFile();
  if (!file || await stat(file).catch(ignoreMissing) === undefined) return false;
  await rm(file);
  return true;
}
