import { isPrivate } from "./private_address.ts";

/** All addresses of a host. */
export type Resolve = (host: string) => Promise<string[]>;

const resolveHost: Resolve = async (host) => {
  const found = await Promise.allSettled([
    Deno.resolveDns(host, "A"),
    Deno.resolveDns(host, "AAAA"),
  ]);
  return found.flatMap((answer) => answer.status === "fulfilled" ? answer.value : []);
};

/**
 * Why nothing may be posted to a URL; undefined when it may. A name may mean another address by the time it is
 * resolved again, so HTTPS is demanded as well: what answers at a private address has no certificate of that name.
 */
export async function refusedReceiver(
  url: string,
  resolve: Resolve = resolveHost,
): Promise<string | undefined> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:") return "events go out over HTTPS only";
  const isAddress = /^\[|^[\d.]+$/.test(hostname);
  const addresses = isAddress ? [hostname] : await resolve(hostname);
  if (addresses.length === 0) return `${hostname} has no address`;
  return addresses.some(isPrivate)
    ? `${hostname} is a private address, to which nothing is sent`
    : undefined;
}
