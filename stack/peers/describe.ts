import type { PeerState } from "./peer.ts";

/** How to reach a peer, for people. */
export function describePeer({ name, version, url, login, apiKey, client }: PeerState): string {
  const row = (label: string, value: string) => `${label.padEnd(10)} ${value}`;
  return [
    row(name, `${url}  ${version}`),
    row("Log-in", `${login.email} / ${login.password}`),
    ...apiKey ? [row("API key", apiKey)] : [],
    ...client ? [row("Client", `${client.id} / ${client.secret}`)] : [],
  ].join("\n");
}
