import type { OdooCall } from "./types.ts";

/**
 * The parameters of Odoo's own methods, in the order that 17 to 19 share. Their names are no model's word:
 * an override may have others, as `write` of `res.company` has `values` in 18 and `vals` in 19.
 */
const parameters: Record<string, string[]> = {
  check_access_rights: ["operation", "raise_exception"],
  create: ["vals_list"],
  default_get: ["fields"],
  has_access: ["operation"],
  load: ["fields", "data"],
  read_group: ["domain", "fields", "groupby"],
  search: ["domain"],
  search_count: ["domain"],
  search_read: ["domain", "fields"],
  web_save_multi: ["vals_list", "specification"],
  write: ["vals"],
};

/**
 * A call's arguments as `execute_kw` takes them: the ids, what the method's order is known of, and the rest
 * by name. `create` wants its list there in any case.
 */
export function callArguments(
  method: string,
  { ids, kwargs = {}, context }: OdooCall,
): [unknown[], Record<string, unknown>] {
  const named: Record<string, unknown> = context ? { ...kwargs, context } : { ...kwargs };
  const positional: unknown[] = ids ? [ids] : [];
  for (const name of parameters[method] ?? []) {
    if (!(name in named)) break;
    positional.push(named[name]);
    delete named[name];
  }
  return [positional, named];
}
