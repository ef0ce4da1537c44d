/** All that is known of Deno here: the functions' configuration names it, and of that only types are used. */
declare const Deno: { env: { toObject(): Record<string, string> } };
