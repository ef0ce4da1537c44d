import { type Api, Refused } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";

export type Operation = components["schemas"]["Operation"];
export type Step = components["schemas"]["OperationStep"];

/** What a request came to, for people to compare: its status, with the code of a refusal or the operation that was opened. */
export interface Told {
  http: number;
  code?: string;
  operation?: { id: string; status: string };
  refusal?: Refused;
}

/** Asks for an operation on a tenant. */
export async function ask(
  api: Api,
  tenant: string,
  type: string,
  params?: Record<string, unknown>,
): Promise<Told> {
  const body = { type, ...params && { params } };
  return told(
    await api.POST("/tenants/{tenant}/operations", { params: { path: { tenant } }, body }),
  );
}

/** What the API said, whatever it was. */
export function told(
  { data, error, response }: {
    data?: object;
    error?: ConstructorParameters<typeof Refused>[0];
    response: Response;
  },
): Told {
  if (error) return { http: response.status, code: error.code, refusal: new Refused(error) };
  return { http: response.status, operation: (data as Partial<Told>).operation };
}
