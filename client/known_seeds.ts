import { type Api, Refused } from "./client.ts";
import type { Foreign } from "./files/judge.ts";
import type { Kind } from "./files/seed_row.ts";

/** So many questions at a time. */
const atOnce = 8;

/** Which of some seeds the platform has. @throws {Refused | Unreachable} */
export async function knownSeeds(api: Api, wanted: Foreign): Promise<Foreign> {
  const known: Foreign = { programs: new Set(), projects: new Set(), tasks: new Set() };
  const left = (Object.entries(wanted) as [Kind, Set<string>][])
    .flatMap(([kind, keys]) => [...keys].map((key) => ({ kind, key })));
  const work = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      if (await isThere(api, one.kind, one.key)) known[one.kind].add(one.key);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return known;
}

async function isThere(api: Api, kind: Kind, key: string): Promise<boolean> {
  const asked = kind === "programs"
    ? api.GET("/programs/{slug}", { params: { path: { slug: key } } })
    : kind === "projects"
    ? api.GET("/projects/{ref}", { params: { path: { ref: key } } })
    : api.GET("/tasks/{ref}", { params: { path: { ref: key } } });
  const { error } = await asked;
  if (!error) return true;
  if (error.code === "not_found") return false;
  throw new Refused(error);
}
