import { routes as audit } from "./audit.ts";
import { routes as billing } from "./billing.ts";
import { routes as bindings } from "./bindings.ts";
import { routes as callbacks } from "./callbacks.ts";
import { routes as catalog } from "./catalog.ts";
import { routes as checkup } from "./checkup.ts";
import { routes as decisions } from "./decisions.ts";
import { routes as drift } from "./drift.ts";
import { routes as fieldPolicies } from "./field_policies.ts";
import { routes as health } from "./health.ts";
import { routes as integrations } from "./integrations.ts";
import { routes as letters } from "./letters.ts";
import { routes as me } from "./me.ts";
import { routes as members } from "./members.ts";
import { routes as holds } from "./holds.ts";
import { routes as mutes } from "./mutes.ts";
import { routes as notifications } from "./notifications.ts";
import { routes as syncWindows } from "./sync_windows.ts";
import { routes as operationEvents } from "./operation_events.ts";
import { routes as operations } from "./operations.ts";
import { routes as proposals } from "./plan_proposals.ts";
import { routes as plans } from "./plans.ts";
import { routes as platform } from "./platform.ts";
import { routes as programs } from "./programs.ts";
import { routes as projects } from "./projects.ts";
import type { Route } from "./route.ts";
import { routes as runbooks } from "./runbooks.ts";
import { routes as runs } from "./runs.ts";
import { routes as schedules } from "./schedules.ts";
import { routes as schemaChanges } from "./schema_changes.ts";
import { routes as seedFiles } from "./seed_files.ts";
import { routes as settings } from "./settings.ts";
import { routes as subscriptions } from "./subscriptions.ts";
import { routes as suggestions } from "./suggestions.ts";
import { routes as takingIn } from "./taking_in.ts";
import { routes as tasks } from "./tasks.ts";
import { routes as panels } from "./tenant_panels.ts";
import { routes as tenants } from "./tenants.ts";
import { routes as tokens } from "./tokens.ts";

/** Every endpoint. */
export const routes: readonly Route[] = [
  ...me,
  ...tenants,
  ...panels,
  ...members,
  ...operationEvents,
  ...operations,
  ...decisions,
  ...callbacks,
  ...programs,
  ...projects,
  ...tasks,
  ...seedFiles,
  ...bindings,
  ...takingIn,
  ...fieldPolicies,
  ...catalog,
  ...health,
  ...platform,
  ...checkup,
  ...suggestions,
  ...schedules,
  ...runbooks,
  ...integrations,
  ...settings,
  ...billing,
  ...proposals,
  ...audit,
  ...plans,
  ...runs,
  ...drift,
  ...mutes,
  ...holds,
  ...syncWindows,
  ...letters,
  ...schemaChanges,
  ...subscriptions,
  ...notifications,
  ...tokens,
];
