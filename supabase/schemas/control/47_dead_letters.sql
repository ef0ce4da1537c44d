-- Dead letters, for those who may read them.

create function control.dead_letters()
returns table (
  id uuid, kind text, key text, object text, attempts int, code text, detail text,
  put_at timestamptz, died_at timestamptz
)
language sql
stable
security definer
rows 100
set search_path = ''
as $$
  select w.id, w.kind, w.key, w.object, w.attempts, w.error ->> 'code', w.error ->> 'detail',
    w.put_at, w.died_at
  from ops.work w
  where w.status = 'dead' and (select control.reaches_all('letters.read'))
$$;
comment on function control.dead_letters is
  'The work that was given up, without its payload; none for whoever may not read it.';

revoke execute on function control.dead_letters from public;
grant execute on function control.dead_letters to authenticated, service_role;
