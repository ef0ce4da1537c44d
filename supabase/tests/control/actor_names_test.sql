-- Actors are compared in one form: whoever asked is the same person however the name is written, and no look-alike is let in.
begin;
select * from no_plan();
select tests.tenants();

select is(control.canonical_actor(written), 'ann@example.com', what) from (values
  ('ann@example.com', 'as it is'), ('Ann@Example.COM', 'capitals'), ('  ann@example.com ', 'spaces'), (E'\tann@example.com\r\n', 'other white space'),
  (E'ann@example.com\u00a0', 'a space that does not break'), (E'\u3000ann@example.com\u2003', 'wide spaces'), (E'ann@example.com\u2028\u0085', 'line ends'),
  (E'ann\u200b@example.com', 'a space of no width'), (E'ann@example.com\u200d\u2060\ufeff', 'joiners and a byte order mark'), (E'an\u00adn@example.com', 'a soft hyphen'),
  (E'\u202eann@example.com\u202c', 'marks of direction'), (E'ann@example.com\ufe0f\U000e0061', 'a variation selector and a tag'), (E'ann@example.com\u115f\u3164', 'fillers'),
  (E'ann@example.com\u0001\u007f\u009f', 'control characters'), (E'\uff41\uff4e\uff4e\uff20example\uff0ecom', 'full width'), (E'ann@ex\u1d43mple.com', 'a raised letter'),
  (E'\U0001d5ba\U0001d5c7\U0001d5c7@example.com', 'mathematical letters'), (E'ann@example\u2024com', 'a leader for a dot')
) v (written, what);
select is(control.canonical_actor(written), null, 'nobody: ' || coalesce(quote_literal(written), 'null')) from unnest(array[null, '', ' ', E'\u00a0', E'\u200b\ufeff']) written;
select is(control.canonical_actor(E'worker   7\u2003b'), 'worker 7 b', 'white space within is one space');
select is(control.canonical_actor(n), n, 'the form of a form is itself: ' || n) from unnest(array['ann@example.com', 'worker 7 b', 'a+b.c_d-e@x.example.com', '{"x"}']) n;

select throws_ok(format('select control.actor_named(%L)', written), 'OC151', null, 'refused: ' || what) from (values
  (E'\u0430nn@example.com', 'a Cyrillic letter'), (E'\u03bf@example.com', 'a Greek one'), (E'b\u00f6rn@example.com', 'an umlaut'), (E'ann@example.com\u0301', 'a mark above'),
  (E'ann@example.com\u2800', 'a blank pattern of Braille'), (E'ann@ex\u0131mple.com', 'an i without its dot'), (repeat('a', 256), 'more than 255 characters')
) v (written, what);
create function pg_temp.named(p_email text) returns text language sql as $$
  select tests.act(tests.actor('platform_owner', null, p_email)); select name::text from control.caller() $$;
select is(pg_temp.named(E'\u0430nn@example.com'), md5(E'actor \u0430nn@example.com')::uuid::text, 'whoever cannot be compared by the address goes by the id');
select matches(tests.refusal($$ select tests.open('acme', 'pause', p_actor => '{"role": "platform_owner"}') $$), '^OC103: Cannot do this for nobody', 'nobody asks for nothing');

-- every spelling of whoever asked
create temporary table op as select tests.open('acme', 'decommission', p_actor => tests.actor('platform_owner', null, E' Ann@Example.com\u00a0')) as id;
select results_eq('select requested_by::text from control.operation_approvals', array['ann@example.com'], 'it is kept in the one form');
select results_eq('select requested_by::text from control.operations', array['ann@example.com'], 'in the operation, too');
select results_eq($$ select distinct actor from control.audit_logs where operation_id = (select id from op) $$, array['ann@example.com'], 'and in the audit log');
create temp table spellings (written text);
insert into spellings values ('ann@example.com'), (E'ann@example.com\u00a0'), (E'\u200bANN@example.com'), (E'\uff41nn@example.com');
select matches(tests.refusal(format('select tests.approve_operation(%L, %L)', id, tests.actor('platform_owner', null, written))), '^OC103', 'not approved by ' || quote_literal(written)) from op, spellings;
select is(tests.refusal(format('select tests.approve_operation(%L, %L)', id, tests.actor('platform_owner', null, 'ben@example.com'))), 'fine', 'ben approves it') from op;

-- an agent on behalf of somebody
create temporary table proposed as select tests.open('sub', 'pause', p_actor => tests.actor('agent', null, 'Bot', E'ANN@example.com\u200b')) as id;
select matches(tests.refusal(format('select tests.approve_operation(%L, %L)', id, tests.actor('platform_owner', null, written))), '^OC103', 'what was proposed on her behalf is not approved by ' || quote_literal(written)) from proposed, spellings;
select matches(tests.refusal(format('select tests.approve_operation(%L, %L)', id, tests.actor('platform_owner', null, E'bot\u3000'))), '^OC103', 'nor by the agent as a person') from proposed;

-- every column that holds one
select is_empty($$
  select table_name, column_name from information_schema.columns
  where table_schema = 'control' and column_name in ('requested_by', 'on_behalf_of', 'decided_by', 'shown_to')
    and domain_name is distinct from 'actor_name' and table_name in (select relname from pg_class where relkind = 'r')
$$, 'no table of the control plane holds an actor in another form');
select * from finish();
rollback;
