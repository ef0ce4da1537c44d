import { version } from "../version.ts";

/** What the package is called where packages are kept; the command is `ocp`. */
export const packageName = "odoo-ocp";

/** The package.json of ocp: it needs Node, and no other package. */
export function manifest(repository?: string) {
  return {
    name: packageName,
    version,
    description: "The Odoo control plane from a terminal",
    type: "module",
    bin: { ocp: "ocp.js" },
    engines: { node: ">=20" },
    ...repository !== undefined && { repository: { type: "git", url: `git+${repository}.git` } },
  };
}
