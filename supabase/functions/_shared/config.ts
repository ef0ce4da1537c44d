import { z } from "zod";
import { api, type ApiConfig } from "./config/api.ts";
import { database, type DatabaseConfig } from "./config/database.ts";
import { functions, type FunctionsConfig } from "./config/functions.ts";
import { github, type GithubConfig } from "./config/github.ts";
import { imageHook, type ImageHookConfig } from "./config/image_hook.ts";
import { messages, type MessagesConfig } from "./config/messages.ts";
import { odoo, type OdooConfig } from "./config/odoo.ts";
import { storage, type StorageConfig } from "./config/storage.ts";
import { webhooks, type WebhooksConfig } from "./config/webhooks.ts";
import { work, type WorkConfig } from "./config/work.ts";
import { AppError } from "./errors.ts";

/** What the functions need to know, a section a peer. */
export type Config =
  & ApiConfig
  & DatabaseConfig
  & FunctionsConfig
  & GithubConfig
  & OdooConfig
  & StorageConfig
  & ImageHookConfig
  & MessagesConfig
  & WebhooksConfig
  & WorkConfig;

const schema = z.object({
  ...api.keys,
  ...database.keys,
  ...functions.keys,
  ...github.keys,
  ...odoo.keys,
  ...storage.keys,
  ...imageHook.keys,
  ...messages.keys,
  ...webhooks.keys,
  ...work.keys,
});

/** Reads the environment: nothing else in the functions does. @throws {AppError} misconfigured, naming what is wrong but never a value */
export function readConfig(env: Record<string, string> = Deno.env.toObject()): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const result = schema.safeParse(present);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new AppError("misconfigured", `Cannot read the configuration: ${faults.join("; ")}.`);
  }
  return {
    ...api.read(result.data),
    ...database.read(result.data),
    ...functions.read(result.data),
    ...github.read(result.data),
    ...odoo.read(result.data),
    ...storage.read(result.data),
    ...imageHook.read(result.data),
    ...messages.read(result.data),
    ...webhooks.read(result.data),
    ...work.read(result.data),
  };
}
