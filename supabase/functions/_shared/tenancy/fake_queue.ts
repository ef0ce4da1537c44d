import type { Claim, Json, StepQueue } from "../database/operations.ts";
import { AppError } from "../errors.ts";
import type { Step } from "./tenant/step.ts";

interface Row {
  name: string;
  action: "apply" | "compensate";
  status: "queued" | "running" | "waiting" | "succeeded" | "skipped" | "failed" | "compensated";
  attempts: number;
  output: Json;
  changed?: true;
  skipped?: string;
  error?: Json;
}

/** One operation's steps as control.provisioning_jobs holds them; leases run out when a test says so. */
export class FakeQueue implements StepQueue {
  readonly rows: Row[];
  /** How often a runner that had to stop had another one called. */
  handedOver = 0;
  private token = 0;

  constructor(readonly kind: string, steps: Step[], readonly maxAttempts = 5) {
    this.rows = steps.map(({ name }) => row(name, "apply"));
  }

  claim(): Promise<Claim | null> {
    const next = this.rows.find(({ status }) => ["queued", "running", "waiting"].includes(status));
    if (!next || next.status === "running") return Promise.resolve(null);
    if (next.status === "queued") next.attempts++;
    next.status = "running";
    const step = { ...next, id: next.name, started_at: null } as unknown as Claim["step"];
    const outputs = Object.assign({}, ...this.rows.map(({ output }) => output));
    const operation = { id: "1", kind: this.kind, input: {} } as Claim["operation"];
    const tenant = { slug: "acme", isolation: "database" } as Claim["tenant"];
    const token = String(++this.token);
    return Promise.resolve({ step, token, operation, tenant, outputs, passing: [] });
  }

  /** The worker's lease runs out: the step is due again, and what the worker still says is refused. */
  expire(): void {
    this.token++;
    for (const row of this.rows) if (row.status === "running") row.status = "queued";
  }

  extend(claim: Claim): Promise<boolean> {
    return this.leased(claim, () => false);
  }

  beginChange(claim: Claim): Promise<void> {
    return this.leased(claim, (row) => {
      row.changed = true;
    });
  }

  finish(claim: Claim, output: Json, skipped?: string): Promise<void> {
    return this.leased(claim, (row) => {
      Object.assign(row, { output, skipped, status: skipped ? "skipped" : "succeeded" });
    });
  }

  wait(claim: Claim, _seconds: number, output: Json): Promise<void> {
    return this.leased(claim, (row) => {
      Object.assign(row, { output: { ...row.output, ...output }, status: "waiting" });
    });
  }

  fail(claim: Claim, error: Json): Promise<void> {
    return this.leased(claim, (failed) => {
      failed.error = error;
      failed.status = failed.attempts < this.maxAttempts ? "queued" : "failed";
      if (failed.status === "failed" && failed.action === "apply") this.undo();
    });
  }

  handOver(): Promise<void> {
    this.handedOver++;
    return Promise.resolve();
  }

  private undo(): void {
    const begun = this.rows.filter(({ status }) => ["succeeded", "failed"].includes(status));
    for (const row of this.rows) if (row.status === "queued") row.status = "skipped";
    this.rows.push(...begun.reverse().map(({ name }) => row(name, "compensate")));
  }

  private async leased<T>({ step, token }: Claim, then: (row: Row) => T): Promise<T> {
    await Promise.resolve();
    const mine = this.rows.find((row) => row.name === step.name && row.action === step.action);
    if (mine?.status === "running" && token === String(this.token)) return then(mine);
    throw new AppError("lease_lost", `Cannot go on with step ${step.name}: its lease is lost.`);
  }
}

function row(name: string, action: Row["action"]): Row {
  return { name, action, status: "queued", attempts: 0, output: {} };
}
