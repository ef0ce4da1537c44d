/** The languages that Odoo calls by two letters; all others, and their kinds, have a country as well. */
const language =
  "(?:a[mrz]|b[egns]|c[as]|d[ae]|e[lnstu]|f[air]|g[lu]|h[eiru]|i[dst]|ja|k[amno]|l[botv]|m[klnsy]|n[belo]|p[lt]|r[ou]|s[iklqrvw]|t[ehlr]|u[kz]|vi|zh|[a-z]{2,3}_(?:[A-Z]{2}|[0-9]{3}))(?:@[a-z]+)?";
/** What a URL copied from a browser, or from a client of Odoo, goes on with after the server's base. A website puts the language before its pages. */
const ownPaths = new RegExp(
  `(?:/+(?:jsonrpc|json|xmlrpc|websocket|longpolling)|(?:/+${language})?/+(?:odoo|web|my|@|scoped_app))(?:/.*)?$`,
);
const defaultPorts: Record<string, string> = { http: ":80", https: ":443" };

/**
 * The base of an Odoo server from any URL of it: `http://host/odoo/action-12?debug=1#x` becomes
 * `http://host`. Scheme and host in small letters, without default port, query, fragment and trailing
 * slash. Only Odoo's own paths are cut, with the
 * language before them: one that it lies below, as in `https://host/erp`, stays. What is
 * no URL comes back trimmed. In the database, `ops.odoo_base_url` does the same.
 */
export function odooBaseUrl(text: string): string {
  const trimmed = text.trim();
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)/i.exec(trimmed);
  if (!parts) return trimmed;
  const scheme = parts[1]!.toLowerCase();
  const host = parts[2]!.toLowerCase();
  const port = defaultPorts[scheme];
  const server = port && host.endsWith(port) ? host.slice(0, -port.length) : host;
  return `${scheme}://${server}${parts[3]!.replace(ownPaths, "").replace(/\/+$/, "")}`;
}
