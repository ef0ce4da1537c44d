-- Observed names in the words of the seeds.

create function odoo_seed.other_names(p_name text, p_translations jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_object_agg(t.key, t.value)
  from jsonb_each_text(p_translations) t
  where odoo_seed.name_key(t.value) <> odoo_seed.name_key(p_name)
$$;
comment on function odoo_seed.other_names is
  'Those of {"language": "name"} that differ from the name; null when none does.';

create function odoo_seed.seeds_word(p_binding text, p_kind text, p_id jsonb, p_name text)
returns text
language sql
stable
set search_path = ''
as $$
  select p_name
  from odoo_seed.shadow_labels l
  where l.binding = p_binding and l.kind = p_kind and l.odoo_id = (p_id #>> '{}')::int
    and odoo_seed.name_key(p_name) = any (l.others)
$$;
comment on function odoo_seed.seeds_word is
  'The seed''s name for a stage, milestone or tag if it is the record''s name in another active '
  'language; else null.';

create function odoo_seed.in_seeds_words(p_binding text, p_rows jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from odoo_seed.shadow_labels l
    where l.binding = p_binding and l.others <> '{}') then
    return p_rows;
  end if;
  return (
    select coalesce(jsonb_agg(r.task || jsonb_strip_nulls(jsonb_build_object(
      'stage_name',
      odoo_seed.seeds_word(p_binding, 'stage', r.task -> 'stage_odoo_id', t.stage_name),
      'milestone_name',
      odoo_seed.seeds_word(p_binding, 'milestone', r.task -> 'milestone_odoo_id', t.milestone_name),
      'tag_names', case when t.tag_names <> '{}' then (
        select jsonb_agg(coalesce(word.name, called.name) order by called.position)
        from rows from (
          jsonb_array_elements(r.task -> 'tag_odoo_ids'),
          jsonb_array_elements_text(r.task -> 'tag_names')
        ) with ordinality called (id, name, position)
        left join unnest(t.tag_names) word (name)
          on odoo_seed.name_key(word.name) = odoo_seed.name_key(called.name)
          or odoo_seed.seeds_word(p_binding, 'tag', called.id, word.name) is not null
      ) end
    ))), '[]')
    from jsonb_array_elements(p_rows) r (task)
    left join odoo_seed.tasks t on t.external_ref = r.task ->> 'external_ref'
  );
end
$$;
comment on function odoo_seed.in_seeds_words is
  'Tasks as read from Odoo, with stages, milestones and tags under the names in their seeds, if '
  'these are their names in another active language. Nothing is looked up where all have one '
  'name.';

create function odoo_seed.with_known_refs(p_binding text, p_model text, p_rows jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if not p_rows @? '$[*].unreadable.ref' then
    return p_rows;
  end if;
  return (
    select jsonb_agg(
      case when r.value #> '{unreadable,ref}' is null then r.value
        else r.value || jsonb_build_object('external_ref', (
          select a.external_ref
          from odoo_seed.applied a
          where a.binding = p_binding and a.model = p_model
            and a.odoo_id = (r.value ->> 'odoo_id')::int
          order by a.applied_at desc
          limit 1)) end
      order by r.position)
    from jsonb_array_elements(p_rows) with ordinality r (value, position)
  );
end
$$;
comment on function odoo_seed.with_known_refs is
  'Rows as read, in which a record without a readable ref has the ref under which it was last '
  'applied: else its seed would be created anew.';

revoke execute on function
  odoo_seed.other_names, odoo_seed.seeds_word, odoo_seed.in_seeds_words, odoo_seed.with_known_refs
from public;
grant execute on function
  odoo_seed.other_names, odoo_seed.seeds_word, odoo_seed.in_seeds_words, odoo_seed.with_known_refs
to service_role;
