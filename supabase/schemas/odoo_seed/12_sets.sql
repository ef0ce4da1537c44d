-- Lists as documents have them: sorted, without duplicates.

create function odoo_seed.text_set(p_items text[])
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  -- Aggregating costs 7 us a call, so the sets that are in order already go straight through.
  if p_items is null or cardinality(p_items) < 2
    or (cardinality(p_items) = 2 and p_items[1] collate "C" < p_items[2] collate "C") then
    return to_jsonb(p_items);
  end if;
  return (
    select jsonb_agg(distinct item collate "C" order by item collate "C") from unnest(p_items) item
  );
end
$$;
comment on function odoo_seed.text_set is
  'A list as a JSON set: sorted, without doubles, so that two equal sets compare equal. Null '
  'stays null.';

create function odoo_seed.name_set(p_names text[])
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  -- As in text_set(), and no call more: a task has few tags.
  if p_names is null then
    return null;
  elsif p_names = '{}' then
    return '[]';
  elsif cardinality(p_names) = 1 then
    return to_jsonb(array[odoo_seed.name_key(p_names[1])]);
  elsif cardinality(p_names) = 2
    and odoo_seed.name_key(p_names[1]) collate "C" < odoo_seed.name_key(p_names[2]) collate "C" then
    return to_jsonb(array[odoo_seed.name_key(p_names[1]), odoo_seed.name_key(p_names[2])]);
  end if;
  return (
    select jsonb_agg(distinct odoo_seed.name_key(name) collate "C"
      order by odoo_seed.name_key(name) collate "C")
    from unnest(p_names) name
  );
end
$$;
comment on function odoo_seed.name_set is
  'text_set() of names in their normal form. Null stays null.';

create function odoo_seed.assignee_set(p_email text, p_emails text[])
returns text[]
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if p_email is null and p_emails is null then
    return null;
  elsif p_emails is null then
    return array[lower(odoo_seed.name_key(p_email))];
  end if;
  return (
    select coalesce(array_agg(distinct lower(odoo_seed.name_key(email))), '{}')
    from unnest(array_append(p_emails, p_email)) email
    where email is not null
  );
end
$$;
comment on function odoo_seed.assignee_set is
  'assignee_email and assignee_emails as one list of lower-case addresses; null when the seed '
  'says nothing.';

revoke execute on function
  odoo_seed.text_set, odoo_seed.name_set, odoo_seed.assignee_set
from public;
grant execute on function
  odoo_seed.text_set, odoo_seed.name_set, odoo_seed.assignee_set
to service_role;
