-- What the arguments of functions have to be, whoever calls: the Data API judges nothing.

-- Long: one branch for each kind of rule.
create function api.misfit(p_value jsonb, p_rule jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when coalesce(jsonb_typeof(p_value), 'null') = 'null'
      then case when p_rule ? 'needed' then 'is needed' end
    when p_rule ? 'text' then case
      when jsonb_typeof(p_value) <> 'string' then 'must be a text'
      when char_length(p_value #>> '{}') > (p_rule ->> 'text')::int
        then format('must have at most %s characters', p_rule ->> 'text')
      when p_rule ? 'needed' and p_value #>> '{}' !~ '\S' then 'must not be empty'
    end
    when p_rule ? 'among' then case
      when jsonb_typeof(p_value) <> 'string' or not p_rule -> 'among' @> p_value
        then 'must be one of ' || (
          select string_agg(w, ', ') from jsonb_array_elements_text(p_rule -> 'among') w)
    end
    when p_rule ? 'to' then case
      when jsonb_typeof(p_value) <> 'number' then 'must be a whole number'
      when (p_value #>> '{}')::numeric % 1 <> 0 then 'must be a whole number'
      when not (p_value #>> '{}')::numeric
        between (p_rule ->> 'from')::numeric and (p_rule ->> 'to')::numeric
        then format('must be from %s to %s', p_rule ->> 'from', p_rule ->> 'to')
    end
    when p_rule ? 'list' then case
      when jsonb_typeof(p_value) <> 'array' then 'must be a list'
      when jsonb_array_length(p_value) not between 1 and (p_rule ->> 'list')::int
        then format('must have 1 to %s items', p_rule ->> 'list')
      when exists (
        select from jsonb_array_elements(p_value) i
        where jsonb_typeof(i) <> 'string' or char_length(i #>> '{}') not between 1 and 255
      ) then 'must have texts of 1 to 255 characters'
    end
    when p_value not in ('true', 'false', '"true"', '"false"') then 'must be true or false'
  end
$$;
comment on function api.misfit is
  'In what a value does not fit a rule, null where it does: {"text": characters at most}, '
  '{"among": [texts]}, {"from", "to"} of whole numbers, {"list": items at most} of texts, '
  '{"truth"}; with "needed" it has to be there. A query has true and false as texts.';

create function api.demand_shape(p_args jsonb, p_shape jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  faults constant jsonb := case
    when jsonb_typeof(p_args) is distinct from 'object'
      then '[{"rule": "must be an object"}]'::jsonb
    else (
      select jsonb_agg(jsonb_build_object('field', s.key, 'rule', m.rule) order by s.key)
      from jsonb_each(p_shape) s
      cross join lateral (select api.misfit(p_args -> s.key, s.value) as rule) m
      where m.rule is not null
    )
  end;
begin
  if faults is not null then
    raise exception 'Cannot accept the body: %', (
        select string_agg(concat((f ->> 'field') || ': ', f ->> 'rule'), '; ')
        from jsonb_array_elements(faults) f)
      using errcode = 'OC151', hint = 'Correct what is told and send it again: nothing was stored.',
        detail = jsonb_build_object('faults', faults)::text;
  end if;
end
$$;
comment on function api.demand_shape is
  'Raises OC151, with the faults in its detail, unless arguments fit a shape: a rule of misfit() '
  'for each that is limited. The function api has judged more; over the Data API this is all.';

revoke execute on function api.misfit, api.demand_shape from public, anon;
grant execute on function api.misfit, api.demand_shape to authenticated;
