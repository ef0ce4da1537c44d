import { createHmac } from "node:crypto";

/** A message as chat.postMessage takes it, or as a response_url does. */
export interface Posted {
  path: string;
  text: string;
  channel?: string;
  // deno-lint-ignore no-explicit-any -- as Slack has it
  blocks?: any[];
  replace_original?: boolean;
}

/**
 * Slack on this machine: as there, errors of chat.postMessage are answered 200 with ok false, and the
 * buttons of a message are signed with the app's secret. Ends with `await using`.
 */
export function startSlack(botToken: string, signingSecret: string) {
  const posted: Posted[] = [];
  const refused: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const message = await request.json();
      const error = pathname === "/api/chat.postMessage"
        ? faultOf(request, message, botToken)
        : undefined;
      if (error) {
        refused.push(error);
        return Response.json({ ok: false, error });
      }
      posted.push({ path: pathname, ...message });
      return Response.json({ ok: true });
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  return {
    api: `${url}/api`,
    posted,
    refused,
    /** The request that Slack sends when somebody presses a button of a message. */
    pressed(user: string, action: { action_id: string; value: string }, secret = signingSecret) {
      const payload = JSON.stringify({
        type: "block_actions",
        user: { id: user, username: user.toLowerCase() },
        actions: [{ type: "button", ...action }],
        response_url: `${url}/actions/${user}`,
      });
      return signed(new URLSearchParams({ payload }).toString(), secret);
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function faultOf(request: Request, { channel, text }: Posted, token: string): string | undefined {
  if (request.headers.get("authorization") !== `Bearer ${token}`) return "invalid_auth";
  if (!request.headers.get("content-type")?.startsWith("application/json")) return "invalid_form";
  if (!channel) return "channel_not_found";
  return text ? undefined : "no_text";
}

function signed(body: string, secret: string): RequestInit & { headers: Record<string, string> } {
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex");
  return {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": String(at),
      "x-slack-signature": `v0=${signature}`,
    },
    body,
  };
}
