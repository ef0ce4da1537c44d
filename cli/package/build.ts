/**
 * Builds ocp as a package for Node and Deno: `deno task cli:build`. Its last line is the package's
 * file, for `npm install --global <file>`. Exit codes: 0 built, 1 not, 2 wrong usage.
 */
import { commandLine } from "../../stack/command_line.ts";
import { version } from "../version.ts";
import { builtPackage } from "./built_package.ts";

const command = commandLine("cli:build", "Build ocp as a package of npm")
  .option("--repository <url>", "of whose it is, for a release")
  .option("--tag <tag>", "of the release, which has to be that of the version")
  .parse(Deno.args, { from: "user" });
const { repository, tag } = command.opts<{ repository?: string; tag?: string }>();
if (tag !== undefined && tag !== `v${version}`) {
  command.error(`error: ${tag} is not the tag of version ${version}: cli/version.ts says it.`);
}
console.log(await builtPackage(repository));
