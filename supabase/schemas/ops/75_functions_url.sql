-- The address of the functions, as they report it.

create function ops.is_other_project(p_url text, p_own_url text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(substring(p_url from project) <> substring(p_own_url from project), false)
  from (values ('^https://([a-z0-9]{20})\.supabase\.[a-z]+/')) hosted (project)
$$;
comment on function ops.is_other_project is
  'Whether the two are addresses of two hosted projects; false where that is unknown, as of a '
  'domain of one''s own.';

create function ops.keep_functions_url(p_url text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  kept record;
begin
  perform pg_advisory_xact_lock('ops.function_calls'::regclass::int);
  select s.id, s.decrypted_secret as url
  into kept
  from vault.decrypted_secrets s
  where s.name = 'functions_url';
  if not found then
    perform vault.create_secret(p_url, 'functions_url');
  elsif ops.is_other_project(kept.url, p_url) or rtrim(kept.url, '/') <> p_url and exists (
    select from ops.function_calls c
    where c.fault ->> 'code' = 'call_foreign'
      and c.called_at > (select coalesce(max(t.taken_at), '-infinity') from ops.function_calls t)
  ) then
    perform vault.update_secret(kept.id, p_url);
    perform ops.note_fault('ops.keep_functions_url', 'functions_url', 'OC035',
      format('Cannot call %s: it is another project''s; functions_url is %s now',
        ops.quoted(kept.url), ops.quoted(p_url)));
  end if;
end
$$;
comment on function ops.keep_functions_url is
  'Takes the address that a function reports: Postgres does not know it. Vault gets it when it '
  'has no functions_url, or another project''s, as a copied database has; any other address '
  'stays, e.g. a domain of one''s own.';

revoke execute on function ops.is_other_project, ops.keep_functions_url from public;
grant execute on function ops.keep_functions_url to service_role;
