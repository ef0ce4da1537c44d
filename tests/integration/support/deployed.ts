import { dirname, join } from "node:path";
import { CLI_ENVIRONMENT, supabaseCli } from "../../../stack/migrations.ts";
import { root } from "../../../stack/paths.ts";

/** What the CLI sends of a function. */
export interface Upload {
  /** Its files below `folder`, as they lie in the clone. */
  folder: string;
  bytes: number;
  metadata: { entrypoint_path: string; import_map_path: string; verify_jwt: boolean };
}

/**
 * Deploys functions with the stock CLI and without Docker (`--use-api`), to a server here that takes what the platform
 * would get. What was sent lies below `folder`, by function.
 */
export async function deploy(names: string[], folder: string): Promise<Map<string, Upload>> {
  const uploads = new Map<string, Upload>();
  await using platform = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (!pathname.endsWith("/functions/deploy")) return Response.json([]);
      const slug = searchParams.get("slug")!;
      uploads.set(slug, await unpacked(await request.formData(), join(folder, slug)));
      const told = { id: slug, slug, name: slug, status: "ACTIVE", version: 1, verify_jwt: false };
      return Response.json({ ...told, created_at: 1, updated_at: 1 }, { status: 201 });
    },
  );
  const here = `http://127.0.0.1:${platform.addr.port}`;
  const profile = join(folder, "profile.yaml");
  await Deno.writeTextFile(
    profile,
    `name: here\napi_url: ${here}\ndashboard_url: ${here}\nproject_host: 127.0.0.1\n`,
  );
  const { success, stderr } = await new Deno.Command(await supabaseCli(), {
    args: [
      ...["functions", "deploy", ...names, "--use-api", "--yes"],
      ...[`--remote=${"a".repeat(20)}`, "--workdir", root],
    ],
    env: {
      ...CLI_ENVIRONMENT,
      SUPABASE_PROFILE: profile,
      SUPABASE_ACCESS_TOKEN: `sbp_${"0".repeat(40)}`,
      SUPABASE_HOME: folder,
    },
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot deploy: ${new TextDecoder().decode(stderr)}`);
  return uploads;
}

async function unpacked(form: FormData, folder: string): Promise<Upload> {
  const metadata = JSON.parse(String(form.get("metadata")));
  const files = form.getAll("file").filter((file) => file instanceof File);
  for (const file of files) {
    const path = join(folder, file.name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, await file.bytes());
  }
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return { folder, bytes, metadata };
}
