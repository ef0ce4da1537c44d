-- A check-up of the platform, as far as the database sees it.

create function api.check_platform(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform control.demand('platform.read');
  return (
    select jsonb_agg(to_jsonb(f) order by f.area, f.name, f.object) from control.v_findings f
  );
end
$$;
comment on function api.check_platform is
  'All that a check-up finds in the database: [{"area", "name", "object", "state", "seen", '
  '"suggestion", "resolve"}]; the API adds what it sees itself. Raises OC103.';

revoke execute on function api.check_platform from public, anon;
grant execute on function api.check_platform to authenticated;
