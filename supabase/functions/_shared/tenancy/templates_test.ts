import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { endless } from "../budget.ts";
import type { TemplateClaim, TemplateShelf } from "../database/templates.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { keepTemplates } from "./templates.ts";

/** Nothing is configured here, so that every attempt fails before it reaches anything. */
const deps = {
  config: { leaseSeconds: 60 },
  log: () => {},
  now: () => new Date(0),
} as unknown as Deps;

/** Stale templates, each claimed once. */
class FakeShelf implements TemplateShelf {
  readonly reported: string[] = [];
  lost = false;
  broken: "claim" | "leave" | undefined;

  constructor(private readonly names: string[]) {}

  claim(): Promise<TemplateClaim | null> {
    if (this.broken === "claim") return Promise.reject(new Error("no connection"));
    const database = this.names.shift();
    const claim = { database, odoo_url: "http://odoo.test", status: "stale" };
    return Promise.resolve(database ? claim as TemplateClaim : null);
  }

  extend(): Promise<void> {
    return Promise.resolve();
  }

  leave({ database }: TemplateClaim, _seconds: number, error?: Record<string, unknown>) {
    if (this.broken === "leave") return Promise.reject(new Error("no connection"));
    if (this.lost) return Promise.reject(new AppError("lease_lost", "Cannot go on."));
    this.reported.push(`${database}: ${error?.code}`);
    return Promise.resolve();
  }

  mark(): Promise<"ready"> {
    this.reported.push("marked");
    return Promise.resolve("ready");
  }

  forget(): Promise<void> {
    this.reported.push("forgotten");
    return Promise.resolve();
  }

  disown(): Promise<void> {
    this.reported.push("disowned");
    return Promise.resolve();
  }

  retire(): Promise<void> {
    this.reported.push("retired");
    return Promise.resolve();
  }
}

Deno.test("keepTemplates() says what stopped an attempt, and goes on with the next template", async () => {
  const shelf = new FakeShelf(["template_a", "template_b"]);
  strictEqual(await keepTemplates(deps, shelf, endless), 2);
  deepStrictEqual(shelf.reported, ["template_a: misconfigured", "template_b: misconfigured"]);
});

Deno.test("keepTemplates() goes on when another worker has its template", async () => {
  const shelf = Object.assign(new FakeShelf(["template_a", "template_b"]), { lost: true });
  strictEqual(await keepTemplates(deps, shelf, endless), 2);
  deepStrictEqual(shelf.reported, []);
});

Deno.test("keepTemplates() ends when the shelf itself is out of reach", async () => {
  const shelf = Object.assign(new FakeShelf(["template_a"]), { broken: "claim" as const });
  await rejects(keepTemplates(deps, shelf, endless), /no connection/);
});

Deno.test("keepTemplates() goes on where it cannot report an attempt, and logs why", async () => {
  const names = ["template_a", "template_b"];
  const shelf = Object.assign(new FakeShelf(names), { broken: "leave" as const });
  const unreported: unknown[] = [];
  const log: Deps["log"] = (event, fields) => {
    if (event === "unreported") unreported.push([fields.template, fields.message]);
  };
  strictEqual(await keepTemplates({ ...deps, log }, shelf, endless), 2);
  deepStrictEqual(unreported, [["template_a", "no connection"], ["template_b", "no connection"]]);
});

Deno.test("keepTemplates() takes no attempt once its budget is spent", async () => {
  const shelf = new FakeShelf(["template_a"]);
  strictEqual(await keepTemplates(deps, shelf, { ...endless, spent: () => true }), 0);
});
