-- Names have a normal form: what people take for one name is one.

create schema odoo_seed;
comment on schema odoo_seed is
  'What should be in Odoo (programs, projects, tasks), what was last seen there (shadow_*), and '
  'what would change (v_plan).';
grant usage on schema odoo_seed to service_role;

create function odoo_seed.name_key(p_name text)
returns text
language sql
immutable
parallel safe
return case
  when p_name collate "C" ~ '^[!-~]+( [!-~]+)*$' then p_name
  else btrim(regexp_replace(
    normalize(regexp_replace(p_name, '[\u200B\u2060\uFEFF]', '', 'g'), nfc),
    '[\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+', ' ',
    'g'))
end;
comment on function odoo_seed.name_key is
  'The normal form of a name by which a record is found: composed (NFC), with single spaces, none '
  'around, and no characters without width. Capitals count. Its body is bound at creation and '
  'inlined; most names are returned unchanged. nameKey() of the functions does the same.';

create function odoo_seed.name_keys(p_names text[])
returns text[]
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if p_names is null then
    return null;
  end if;
  return array(select odoo_seed.name_key(item.name)
    from unnest(p_names) with ordinality item (name, position) order by item.position);
end
$$;
comment on function odoo_seed.name_keys is
  'name_key() of each of a list, in its order. Null stays null.';

create function odoo_seed.is_padded(p_text text)
returns boolean
language sql
immutable
parallel safe
return odoo_seed.name_key(left(p_text, 1)) = '' or odoo_seed.name_key(right(p_text, 1)) = '';
comment on function odoo_seed.is_padded is
  'Whether a text is empty, or begins or ends with white space of any kind or with something that '
  'has no width.';

revoke execute on function odoo_seed.name_key, odoo_seed.name_keys, odoo_seed.is_padded from public;
grant execute on function
  odoo_seed.name_key, odoo_seed.name_keys, odoo_seed.is_padded
to service_role;
