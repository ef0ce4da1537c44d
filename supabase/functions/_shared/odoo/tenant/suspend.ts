import type { OdooClient } from "../client.ts";
import { readParameters } from "./parameters.ts";
import { runPython } from "./server_action.ts";

/** What a suspended database did by itself before, by table and id; kept in the database itself. */
const key = "control.suspended";

/** What acts without a person: scheduled actions, mail servers out and in. Not every database has the last. */
const places = "array['ir_cron', 'ir_mail_server', 'fetchmail_server']";

/**
 * Stops them, remembering which ran; once more adds to it what was activated since. Without any mail server in it, a
 * database would use that of Odoo's own configuration, so it gets a dead one. In one transaction, and in SQL:
 * a database may have to be suspended that Odoo cannot load. A scheduled action at work is waited for.
 */
export const suspendStatement = `do $$
declare
  suspended jsonb := coalesce((select value::jsonb from ir_config_parameter where key = '${key}'), '{}');
  place text;
  stopped jsonb;
begin
  perform set_config('lock_timeout', '10s', true);
  foreach place in array ${places} loop
    continue when to_regclass(place) is null;
    execute format('
      with stopped as (
        update %I set active = false where active and id::text is distinct from $1 returning id
      )
      select coalesce(jsonb_agg(id), ''[]'') from stopped', place)
    into stopped using case when place = 'ir_mail_server' then suspended ->> 'dead_server' end;
    suspended := suspended || jsonb_build_object(place, coalesce(suspended -> place, '[]') || stopped);
  end loop;
  if suspended -> 'dead_server' is null then
    with dead as (
      insert into ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, smtp_authentication, active)
      values ('Control plane: suspended', 'invalid', 1025, 'none', 'login', true)
      returning id
    )
    select suspended || jsonb_build_object('dead_server', id) into suspended from dead;
  end if;
  insert into ir_config_parameter as p (key, value) values ('${key}', suspended::text)
  on conflict (key) do update set value = excluded.value;
end
$$`;

/** Starts exactly what was stopped, less what was deleted since. One that is not suspended stays as it is. */
export const reactivateStatement = `do $$
declare
  suspended jsonb := (select value::jsonb from ir_config_parameter where key = '${key}');
  place text;
begin
  perform set_config('lock_timeout', '10s', true);
  if suspended is null then
    return;
  end if;
  foreach place in array ${places} loop
    continue when to_regclass(place) is null;
    execute format('update %I set active = true where not active and $1 @> to_jsonb(id)', place)
    using coalesce(suspended -> place, '[]');
  end loop;
  delete from ir_mail_server where id = (suspended ->> 'dead_server')::int;
  delete from ir_config_parameter where key = '${key}';
end
$$`;

/** Whether it is suspended: what it did by itself is remembered in it. */
export const suspendedQuery =
  `select exists (select from ir_config_parameter where key = '${key}') as is`;

/** As suspendStatement, from inside. @throws {OdooFault} transient, while a scheduled action is at work */
export async function suspend(client: OdooClient): Promise<void> {
  await runPython(client, "suspend", python(suspendStatement));
}

/** As reactivateStatement, from inside. @throws {OdooFault} */
export async function reactivate(client: OdooClient): Promise<void> {
  await runPython(client, "reactivate", python(reactivateStatement));
}

export async function isSuspended(client: OdooClient): Promise<boolean> {
  return (await readParameters(client, [key])).has(key);
}

/** Odoo's caches know nothing of what SQL has written. */
function python(statement: string): string {
  return `
env.flush_all()
env.cr.execute("""${statement}""")
env.invalidate_all()
clear_caches()
result = True
`;
}
