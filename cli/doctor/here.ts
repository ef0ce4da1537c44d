import { stat } from "node:fs/promises";
import process from "node:process";
import type { Access } from "../access.ts";
import { loginFile } from "../kept_login.ts";
import { ignoreMissing } from "../../stack/missing.ts";
import { shellWord } from "../../stack/command_line.ts";
import { type Finding, unwell, well } from "./finding.ts";

/** What is found on this machine. */
export async function foundHere(access: Access): Promise<Finding[]> {
  return [addressFinding(access.url), await loginFinding(loginFile()), runtimeFinding()];
}

/** Nobody listens between a machine and itself. */
const ownHosts = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Where the platform is, and whether others can read the token on its way. */
export function addressFinding(url: string): Finding {
  const check = { area: "here", name: "address" };
  const seen = `The platform is at ${url}.`;
  const address = URL.parse(url);
  if (address?.protocol === "https:" || ownHosts.test(address?.hostname ?? "")) {
    return well(check, seen);
  }
  return unwell(check, "warning", `${seen} The token goes there unencrypted.`, "Use https.");
}

/** Whether the login that was kept is for its owner's eyes only. */
export async function loginFinding(file: string | undefined): Promise<Finding> {
  const check = { area: "here", name: "login" };
  const info = file && await stat(file).catch(ignoreMissing);
  if (!file || !info) return well(check, "No login is kept.");
  // Windows has no such mode.
  if (process.platform === "win32" || (info.mode & 0o077) === 0) {
    return well(check, `${file} can be read by its owner alone.`);
  }
  const mode = (info.mode & 0o777).toString(8).padStart(4, "0");
  return unwell(
    check,
    "failure",
    `${file} has the mode ${mode}: others can read the token in it.`,
    "Take that from them, and make another token.",
    `chmod 600 ${shellWord(file)}`,
  );
}

function runtimeFinding(): Finding {
  const check = { area: "here", name: "runtime" };
  const { deno, node } = process.versions;
  const seen = deno ? `Deno ${deno} runs ocp.` : `Node ${node} runs ocp.`;
  if (deno ? deno.startsWith("2.") : Number.parseInt(node) >= 20) return well(check, seen);
  return unwell(check, "warning", seen, "Only Deno 2 and Node from 20 on were tried.");
}
