/** Methods that change nothing. */
const readMethods = new Set([
  "authenticate",
  "check_access_rights",
  "context_get",
  "default_get",
  "fields_get",
  "formatted_read_group",
  "has_access",
  "has_group",
  "list",
  "name_search",
  "read",
  "read_group",
  "search",
  "search_count",
  "search_read",
  "version",
  "web_read",
  "web_read_group",
  "web_search_read",
]);

/** Whether a call whose outcome is unknown may be sent again: it leads to the same state. */
export function isRepeatable(method: string, kwargs: Record<string, unknown> = {}): boolean {
  if (readMethods.has(method)) return true;
  if (method === "write") return !createsRows([kwargs.vals]);
  return method === "web_save_multi" && !createsRows(kwargs.vals_list as unknown[]);
}

/** Finds the x2many command `[0, 0, values]`, which makes one more row each time. */
function createsRows(valuesList: unknown[]): boolean {
  return valuesList.some((values) =>
    Object.values(values ?? {}).some((value) =>
      Array.isArray(value) && value.some((command) => Array.isArray(command) && command[0] === 0)
    )
  );
}
