-- Events get their places in the line once they are committed: docs/adr/0060.

create sequence ops.event_places as bigint;

create function ops.place_events(p_limit int default 5000)
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  count int;
begin
  -- One at a time until its places are committed: none comes to be before one that was seen.
  perform pg_advisory_xact_lock('ops.events'::regclass::int);
  with waiting as materialized (
    select position from ops.events where place is null order by position limit p_limit
  ), placed as materialized (
    select position, nextval('ops.event_places') as place
    from (select position from waiting order by position) in_order
  )
  update ops.events e set place = placed.place from placed where e.position = placed.position;
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function ops.place_events is
  'Gives committed events their places. Of two events of one subject the later was written when '
  'the first was committed, and has the higher position: whoever sees it sees both, and places '
  'them so. No transaction that is under way holds others up. Returns how many.';

create function ops.last_place()
returns bigint
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(max(place), 0) from ops.events
$$;
comment on function ops.last_place is 'The place of the last event in the line.';

revoke execute on function ops.place_events, ops.last_place from public;
grant execute on function ops.place_events, ops.last_place to service_role;
