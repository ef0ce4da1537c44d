-- Few refs are looked up one by one, in the function that asks for it and nowhere else.
begin;
select plan(4);

create function pg_temp.settings(p_refs text[]) returns text[] language plpgsql
set enable_nestloop = off set enable_seqscan = on as $$
begin
  perform odoo_seed.look_up_few(p_refs);
  return array[current_setting('enable_nestloop'), current_setting('enable_seqscan')];
end
$$;
create function pg_temp.refs(p_count int) returns text[] language sql as $$
  select array_agg('T' || n) from generate_series(1, p_count) n $$;

select is(pg_temp.settings(pg_temp.refs(2000)), array['on', 'off'], 'so many are looked up');
select is(pg_temp.settings(pg_temp.refs(2001)), array['off', 'on'], 'more are not');
select is(pg_temp.settings(null), array['off', 'on'], 'all are not');
select is(array[current_setting('enable_nestloop'), current_setting('enable_seqscan')], array['on', 'on'],
  'with the function it ends');

select * from finish();
rollback;
