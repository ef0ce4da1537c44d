import {
  createDocument,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";
import { z } from "zod";
import { type ErrorCode, errorKinds } from "../../supabase/functions/_shared/error_kinds.ts";
import {
  bodyProblems,
  commonProblems,
  keyProblems,
  type Route,
} from "../../supabase/functions/_shared/resources/route.ts";
import { routes } from "../../supabase/functions/_shared/resources/routes.ts";

const problem = z.object({
  type: z.literal("about:blank"),
  title: z.string().meta({ description: "What is the same in every error of this code." }),
  status: z.number().int(),
  code: z.string().meta({ description: "Stable; docs/errors.md has them all." }),
  detail: z.string().meta({ description: "What went wrong this time." }),
  suggestion: z.string().meta({ description: "The next step." }),
}).meta({ id: "Problem", description: "RFC 9457, with a code and a next step." });

/** The OpenAPI document of the API, made from its routes. */
export function openApiDocument(): string {
  const document = createDocument({
    openapi: "3.1.0",
    info: {
      title: "Odoo control plane",
      version: "1",
      description:
        "Tenants, operations and seeds. Lists have items and total; errors are problem documents.",
    },
    servers: [{ url: "/functions/v1/api" }],
    security: [{ bearer: [] }],
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "A person's access token from Supabase Auth, or an API token (ocp_…).",
        },
      },
    },
    paths: pathsOf(routes),
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}

function pathsOf(routes: readonly Route[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return paths;
}

function operationOf(route: Route) {
  const { name, summary, permission, params, query, answer, status = 200 } = route;
  const header = route.matches ? ifMatch : route.method === "POST" ? idempotencyKey : undefined;
  return {
    operationId: name,
    summary,
    tags: [route.path.split("/")[1]!],
    ...route.open && { security: [{}, { bearer: [] }] },
    ...permission && { description: `Takes the permission \`${permission}\`.` },
    ...(params || query || header) && {
      requestParams: {
        ...params && { path: params },
        ...query && { query },
        ...header && { header },
      },
    },
    ...bodyOf(route),
    responses: {
      [status]: { description: "Done.", content: contentOf(route.download, answer) },
      ...route.dry && {
        200: {
          description: "Of a dry run: what it would do.",
          content: contentOf(undefined, route.dry),
        },
      },
      ...problemsOf(route),
    },
  };
}

const ifMatch = z.object({
  "If-Match": z.string().optional().meta({
    description: "The ETag of what was read; another one is refused, so that no change is lost.",
  }),
});

const idempotencyKey = z.object({
  "Idempotency-Key": z.string().min(1).max(255).optional().meta({
    description: "A request that is sent again with its key is answered again, and done once.",
  }),
});

function bodyOf({ body, upload }: Route) {
  if (!body && !upload) return {};
  return { requestBody: { required: true, content: contentOf(upload, body ?? z.string()) } };
}

function contentOf(types = ["application/json"], schema: z.ZodType) {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

/** Every code that a route may be refused with. */
function codesOf({ method, body, upload, matches, problems = [] }: Route): ErrorCode[] {
  return [
    ...commonProblems,
    ...body || upload ? bodyProblems : [],
    ...method === "POST" ? keyProblems : [],
    ...matches ? ["changed_meanwhile" as const] : [],
    ...problems,
  ];
}

/** One answer a status, with the codes that it may have. */
function problemsOf(route: Route): ZodOpenApiResponsesObject {
  const codes = [...new Set(codesOf(route))];
  const byStatus = Map.groupBy(codes, (code: ErrorCode) => errorKinds[code].status);
  return Object.fromEntries(
    [...byStatus].sort(([a], [b]) => a - b).map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\``).join(", "),
        content: { "application/problem+json": { schema: problem } },
      },
    ]),
  );
}
