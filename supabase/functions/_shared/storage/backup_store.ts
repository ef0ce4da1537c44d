import { StorageApiError, StorageClient, StorageError } from "@supabase/storage-js";
import { AppError } from "../errors.ts";
import { isFinalStatus } from "../outside/final_status.ts";
import { masked } from "../outside/masked.ts";
import type { Secret } from "../secret.ts";

/** Where Supabase Storage is and who uses it: the service role, past its policies. */
export interface StorageAccess {
  /** Base URL of the project, e.g. `https://<ref>.supabase.co`. */
  url: string;
  key: Secret;
}

/** Keeps backups as objects, streamed both ways. @throws {AppError} storage_failed or storage_unreachable, all of them */
export interface BackupStore {
  /** Stores all of the stream or nothing, also over an earlier object. What the stream throws comes out as it is. */
  put(path: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void>;
  /** Bytes of an object; undefined when there is none. */
  size(path: string): Promise<number | undefined>;
  /** The content; its end may come early when the connection breaks: check the sum. */
  get(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** One that is not there is fine. */
  remove(path: string): Promise<void>;
}

/** Private; made by a migration. */
const bucket = "tenant-backups";

/** So long Storage may take over what streams nothing. */
const patienceMs = 10_000;

/** The bucket of backups in Supabase Storage. */
export function backupStore({ url, key }: StorageAccess, mostMs = patienceMs): BackupStore {
  const base = `${url.replace(/\/+$/, "")}/storage/v1`;
  const headers = keyHeaders(key.reveal());
  const files = (signal = AbortSignal.timeout(mostMs)) => {
    const bounded: typeof fetch = (input, init) => fetch(input, { ...init, signal });
    return new StorageClient(base, headers, bounded).from(bucket);
  };
  return {
    async put(path, content, signal) {
      const source = remembering(content);
      const options = { contentType: "application/zip", upsert: true, duplex: "half" };
      const { error } = await files(signal).upload(
        path,
        ReadableStream.from(source.chunks),
        options,
      ).catch((error) => ({ error }));
      if (source.fault) throw source.fault.error;
      if (error) throw failed(`store ${path}`, error, key);
    },
    async size(path) {
      const { data, error } = await files().info(path);
      if (error && isMissing(error)) return undefined;
      if (error) throw failed(`look for ${path}`, error, key);
      return data.size;
    },
    async get(path, signal) {
      const { data, error } = await files(signal).download(path).asStream();
      if (error) throw failed(`fetch ${path}`, error, key);
      return data;
    },
    async remove(path) {
      const { error } = await files().remove([path]);
      if (error) throw failed(`remove ${path}`, error, key);
    },
  };
}

/** A secret key is no JWT: as bearer it is refused. The service-role key is one, and Storage looks for it there. */
function keyHeaders(key: string): Record<string, string> {
  return key.startsWith("sb_") ? { apikey: key } : { apikey: key, authorization: `Bearer ${key}` };
}

/** The same chunks; `fault` is what their source threw, which fetch tells nobody. */
function remembering(content: AsyncIterable<Uint8Array>) {
  const source: { chunks: AsyncGenerator<Uint8Array>; fault?: { error: unknown } } = {
    chunks: pass(),
  };
  async function* pass() {
    try {
      yield* content;
    } catch (error) {
      source.fault = { error };
      throw error;
    }
  }
  return source;
}

/** Storage answers 400 and names the real status in the body. */
function isMissing(error: StorageError): boolean {
  const { status, statusCode } = error as { status?: number; statusCode?: string };
  return status === 404 || statusCode === "404";
}

function failed(what: string, cause: unknown, key: Secret): AppError {
  const refused = cause instanceof StorageApiError && isFinalStatus(cause.status);
  const said = cause instanceof StorageApiError ? cause.message : "Storage gave no answer";
  const code = refused ? "storage_failed" : "storage_unreachable";
  return new AppError(code, `Cannot ${what} in Storage: ${masked(said, [key])}.`, { cause });
}
