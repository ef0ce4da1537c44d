import { allPages } from "../../client/all_pages.ts";
import { answered, type Api, Refused, Unreachable } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { inFlight } from "../../supabase/functions/_shared/in_flight.ts";
import type { Frame } from "../frame.ts";
import { type Finding, unwell, well } from "./finding.ts";
import { told } from "./platform.ts";

type Binding = components["schemas"]["Binding"];

const atOnce = 4;
/** Hosted functions are stopped after 150 s. */
const mostMs = 150_000;

/** What is found in each Odoo that the caller may see, or in those that are named. */
export async function foundInOdoos(
  permissions: readonly string[],
  named: readonly string[] | undefined,
  api: Api,
  frame: Frame,
): Promise<Finding[]> {
  const check = { area: "odoo", name: "bindings" };
  if (!permissions.includes("bindings.read")) {
    const seen = "No Odoo is seen: that takes the permission bindings.read.";
    return [unwell(check, "unseen", seen, null)];
  }
  const bindings = named
    ? await Promise.all(named.map((name) => bindingOf(name, api)))
    : await allPages((query) => answered(api.GET("/bindings", { params: { query } })));
  if (bindings.length === 0) return [well(check, "There is no binding that you may see.")];
  const found = new Map(bindings.map(({ name }) => [name, [] as Finding[]]));
  const progress = frame.progress("Odoos", bindings.length);
  let done = 0;
  await inFlight(bindings, atOnce, async (binding) => {
    found.set(binding.name, await foundIn(binding, api, frame));
    progress.at(++done);
  }).finally(() => progress.end());
  return [...found.values()].flat();
}

async function bindingOf(name: string, api: Api): Promise<Binding> {
  return await answered(api.GET("/bindings/{name}", { params: { path: { name } } }));
}

async function foundIn(
  binding: Binding,
  api: Api,
  frame: Frame,
): Promise<Finding[]> {
  const { name, sync_enabled } = binding;
  const check = { area: "odoo", name: "login", object: name };
  if (!sync_enabled) return [well({ ...check, name: "off" }, "It is switched off, and not asked.")];
  try {
    const params = { path: { name } };
    const signal = AbortSignal.timeout(mostMs);
    const test = await answered(api.POST("/bindings/{name}/test", { params, body: {}, signal }));
    const next = frame.line("binding", "test", name);
    return [
      well(check, `${test.user.login} logs in.`),
      ...test.findings.map((one) => told(one, frame)).map((one) =>
        one.state === "ok" ? one : { ...one, next }
      ),
    ];
  } catch (error) {
    return [{
      ...failure(check, error),
      next: frame.line("binding", afterwards(error, binding), name),
    }];
  }
}

/** Which command of a binding follows when its Odoo has not let us in. */
function afterwards(error: unknown, { url, has_secret }: Binding): "rotate" | "test" {
  const isRefused = error instanceof Refused && error.problem.code === "odoo_auth_failed";
  return isRefused || url !== null && !has_secret ? "rotate" : "test";
}

function failure(check: Parameters<typeof well>[0], error: unknown): Finding {
  if (error instanceof Refused) {
    return unwell(check, "failure", error.problem.detail, error.problem.suggestion);
  }
  if (!(error instanceof Unreachable)) throw error;
  return unwell(check, "failure", error.message, "See whether the platform is up.");
}
