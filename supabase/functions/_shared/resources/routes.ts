import { routes as audit } from "./audit.ts";
import { routes as catalog } from "./catalog.ts";
import { routes as drift } from "./drift.ts";
import { routes as letters } from "./letters.ts";
import { routes as me } from "./me.ts";
import { routes as members } from "./members.ts";
import { routes as mutes } from "./mutes.ts";
import { routes as operations } from "./operations.ts";
import { routes as plans } from "./plans.ts";
import type { Route } from "./route.ts";
import { routes as runs } from "./runs.ts";
import { routes as tenants } from "./tenants.ts";
import { routes as tokens } from "./tokens.ts";

/** Every endpoint. */
export const routes: readonly Route[] = [
  ...me,
  ...tenants,
  ...members,
  ...operations,
  ...catalog,
  ...audit,
  ...plans,
  ...runs,
  ...drift,
  ...mutes,
  ...letters,
  ...tokens,
];
