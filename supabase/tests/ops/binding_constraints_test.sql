-- Bindings that make no sense cannot be stored.
begin;
select plan(34);
select tests.empty();

create function pg_temp.refused(p_values text, p_constraint text, p_description text) returns text language sql as $$
  select throws_matching(
    'insert into ops.odoo_bindings (name, project_ref, account_slug, tenant_slug, url, database, username, password_secret, transport, prune_share) values ' || p_values,
    p_constraint, p_description)
$$;

select pg_temp.refused($$ ('Acme', 'p', null, null, 'https://x', 'd', 'u', 's', 'auto', 0) $$, 'name_must_be_a_slug', 'a name is a slug');
select pg_temp.refused($$ ('a', null, null, null, 'https://x', 'd', 'u', 's', 'auto', 0) $$, 'scope_must_be_one_of', 'a binding other than default needs a scope');
select pg_temp.refused($$ ('a', 'p', 'a', null, 'https://x', 'd', 'u', 's', 'auto', 0) $$, 'scope_must_be_one_of', 'a binding has one scope only');
select pg_temp.refused($$ ('a', 'p', null, null, null, null, null, null, 'auto', 0) $$, 'only_default_may_come', 'only default takes the environment''s address');
select pg_temp.refused($$ ('a', 'p', null, null, 'https://x', 'd', 'u', null, 'auto', 0) $$, 'connection_must_be_whole', 'an address without a secret is refused');
select pg_temp.refused($$ ('a', 'p', null, null, 'https://x', null, 'u', 's', 'auto', 0) $$, 'connection_must_be_whole', 'an address without a database is refused');
select pg_temp.refused($$ ('a', 'p', null, null, 'ftp://x', 'd', 'u', 's', 'auto', 0) $$, 'url_must_be_http', 'an address is http or https');
select pg_temp.refused($$ ('a', 'p', null, null, 'https://u:p@x', 'd', 'u', 's', 'auto', 0) $$, 'url_must_be_http', 'an address holds no password');
select pg_temp.refused($$ ('a', 'p', null, null, 'https://x', 'd', 'u', 's', 'soap', 0) $$, 'transport_must_be_known', 'a transport is one of the known');
select pg_temp.refused($$ ('a', 'p', null, null, 'https://x', 'd', 'u', 's', 'auto', 1.1) $$, 'prune_share_must_be', 'a share is at most 1');
select pg_temp.refused($$ ('a', 'p', null, null, 'https://x', 'd', 'u', 's', 'auto', -0.1) $$, 'prune_share_must_be', 'a share is at least 0');
select pg_temp.refused($$ ('default', null, null, null, null, null, null, null, 'auto', 0) $$, 'odoo_bindings_pkey|scope_must_not_be_taken', 'there is one default');
select throws_matching($$ update ops.odoo_bindings set tenant_slug = 't' $$, 'scope_must_be_one_of', 'default has no scope');
select lives_ok($$ select tests.add_binding('a', 'acc') $$, 'a whole binding is stored');
select throws_matching($$ select tests.add_binding('b', 'acc') $$, 'scope_must_not_be_taken', 'an account has one binding');
select lives_ok($$ update ops.odoo_bindings set url = 'http://x', database = 'd', username = 'u', password_secret = 's' where name = 'default' $$,
  'default may have an address of its own');
select throws_matching('update ops.odoo_bindings set ' || change || ' where name = ''a''', wrong, change)
from (values
  ('full_shadow_hours = ''NaN''', 'full_shadow_hours_must_be_a_number_below_a_million'),
  ('full_shadow_hours = ''Infinity''', 'full_shadow_hours_must_be_a_number_below_a_million'),
  ('prune_share = ''NaN''', 'prune_share_must_be_a_share'),
  ('database = ''''', 'database_must_not_be_empty_or_padded'),
  ('database = ''acme ''', 'database_must_not_be_empty_or_padded'),
  ('database = E''ac\x01me''', 'database_must_hold_no_control_characters'),
  ('username = '' ''', 'username_must_not_be_empty'),
  ('password_secret = ''''', 'password_secret_must_not_be_empty'),
  ('company_name = '' ''', 'company_must_not_be_empty'),
  ('new_project_stages = array[''To Do'', '' '']', 'new_project_stages_must_be_names'),
  ('new_project_stages = array[null]', 'new_project_stages_must_be_names'),
  ('folded_stages = array[repeat(''x'', 256)]', 'folded_stages_must_be_names'),
  ('lang = ''french''', 'lang_must_be_a_code'),
  ('lang = ''fr-FR''', 'lang_must_be_a_code'),
  ('lang = ''fr_fr''', 'lang_must_be_a_code')
) odd (change, wrong);
select lives_ok(format('update ops.odoo_bindings set lang = %L where name = ''default''', lang), lang || ' is a language of Odoo')
from unnest(array['sr@latin', 'es_419']) lang;
select results_eq($$ select transport, sync_enabled, unique_refs, bulk_action, prune_share, lang, new_project_stages, folded_stages from ops.odoo_bindings where name = 'a' $$,
  $$ values ('auto', true, false, false, 0.2, 'en_US', '{To Do,In Progress,Done}'::text[], '{Done}'::text[]) $$, 'what a binding is when nothing is said');

select * from finish();
rollback;
