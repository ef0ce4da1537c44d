/** Why no answer came: the request never arrived, or nobody knows what became of it. */
export interface NoAnswer {
  arrived: "no" | "perhaps";
  /** In short, for people; names the server, and nothing secret. */
  reason: string;
}

/** What a failed fetch means. Deno tells where it failed in the error's text alone. */
export function noAnswer(url: string, error: unknown): NoAnswer {
  const server = publicUrl(url);
  const text = messages(error).join(" ");
  if (error instanceof DOMException) {
    const reason = `${server} has not answered in time and may still be working on it`;
    return { arrived: "perhaps", reason };
  }
  if (/certificate|tls handshake/i.test(text)) {
    const reason = `the TLS certificate or protocol of ${server} is not accepted`;
    return { arrived: "no", reason };
  }
  if (/client error \(Connect\)|are blocked/.test(text)) {
    const why = /dns error/.test(text) ? "its host name is unknown" : "nothing answers there";
    return { arrived: "no", reason: `${server} is unreachable, ${why}` };
  }
  return { arrived: "perhaps", reason: `${server} closed the connection before it answered` };
}

function messages(error: unknown): string[] {
  return error instanceof Error ? [error.message, ...messages(error.cause)] : [];
}

/** The URL without credentials, query and fragment. */
export function publicUrl(text: string): string {
  const url = URL.parse(text);
  return url ? url.origin + url.pathname.replace(/\/+$/, "") : "the server";
}
