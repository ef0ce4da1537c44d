import { routes as audit } from "./audit.ts";
import { routes as bindings } from "./bindings.ts";
import { routes as catalog } from "./catalog.ts";
import { routes as fieldPolicies } from "./field_policies.ts";
import { routes as me } from "./me.ts";
import { routes as members } from "./members.ts";
import { routes as operations } from "./operations.ts";
import { routes as programs } from "./programs.ts";
import { routes as projects } from "./projects.ts";
import type { Route } from "./route.ts";
import { routes as seedFiles } from "./seed_files.ts";
import { routes as tasks } from "./tasks.ts";
import { routes as tenants } from "./tenants.ts";
import { routes as tokens } from "./tokens.ts";

/** Every endpoint. */
export const routes: readonly Route[] = [
  ...me,
  ...tenants,
  ...members,
  ...operations,
  ...programs,
  ...projects,
  ...tasks,
  ...seedFiles,
  ...bindings,
  ...fieldPolicies,
  ...catalog,
  ...audit,
  ...tokens,
];
