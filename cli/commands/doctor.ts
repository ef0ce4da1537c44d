import type { Command } from "commander";
import { Unreachable } from "../../client/client.ts";
import { NoAccess } from "../access.ts";
import { documentFinding, foundByApi, servedDocument } from "../doctor/api.ts";
import { foundInOdoos } from "../doctor/bindings.ts";
import { counted, type Finding, unwell } from "../doctor/finding.ts";
import { foundHere } from "../doctor/here.ts";
import { foundByPlatform } from "../doctor/platform.ts";
import { findingsListing, toldFindings } from "../doctor/told_findings.ts";
import { exits } from "../failure.ts";
import { toldFailure } from "../told_failure.ts";
import { type Frame, frameOf } from "../frame.ts";

interface Options {
  binding?: string[];
}

/** `doctor`. */
export function doctorCommand(program: Command): void {
  program.command("doctor")
    .description("Look whether all is well, from this machine to each Odoo, and say what to do")
    .option("--binding <names...>", "of the Odoos only these; else all that you may see")
    .addHelpText(
      "after",
      `
docs/doctor.md has each check. Only what you may see is looked at, and it is said what is not.
Exit codes: 0 all is well, 1 there is a failure, 2 there are warnings.`,
    )
    .action(async ({ binding }: Options, command: Command) => {
      const frame = frameOf(command);
      const findings = await found(binding, frame);
      const summary = counted(findings);
      if (frame.format === "table") frame.print((page) => toldFindings(findings, page));
      else frame.show({ summary, findings }, findingsListing(findings));
      frame.ends(
        summary.failure > 0 ? exits.failed : summary.warning > 0 ? exits.differences : exits.done,
      );
    });
}

/** All findings, until one keeps the others from being found. */
async function found(named: string[] | undefined, frame: Frame): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    const access = await frame.access();
    findings.push(...await foundHere(access));
    findings.push(documentFinding(await servedDocument(access.url)));
    const api = await frame.api();
    const { me, found } = await foundByApi(api, frame);
    findings.push(...found);
    if (!me) return findings;
    findings.push(...await foundByPlatform(api, frame));
    findings.push(...await foundInOdoos(me.permissions, named, api, frame));
  } catch (error) {
    findings.push(reachFinding(error, frame));
  }
  return findings;
}

/** What there is no way past. @throws what was not foreseen */
function reachFinding(error: unknown, frame: Frame): Finding {
  const told = toldFailure(error, frame);
  if (!told) throw error;
  const check = error instanceof NoAccess
    ? { area: "here", name: "address" }
    : { area: "api", name: error instanceof Unreachable ? "reached" : "refused" };
  const { detail, suggestion = null } = told.problem as { detail: string; suggestion?: string };
  const next = error instanceof Unreachable ? null : frame.line("login", "--help");
  return unwell(check, "failure", detail, suggestion, next);
}
