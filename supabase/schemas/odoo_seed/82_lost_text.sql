-- Text of a description that Odoo dropped.

-- Long: one comparison, step by step on the same two texts.
create function odoo_seed.lost_text(p_sent text, p_held text)
returns text[]
language plpgsql
immutable
set search_path = ''
as $$
declare
  sent constant text := odoo_seed.html_beginning(p_sent);
  held text := coalesce(odoo_seed.html_beginning(p_held), '');
  tags constant text := odoo_seed.html_tags(sent || held, sent);
  shown text := odoo_seed.visible_text(sent, tags);
  rest text;
  lost text[] := '{}';
  piece text;
  same int := 0;
  reach int;
begin
  -- Odoo closes what it keeps, so there it is a tag.
  held := regexp_replace(
    odoo_seed.visible_text(held, odoo_seed.html_tags(sent || held, held)), '[\s\u00a0]+', '', 'g');
  if length(p_held) > 100000 then
    -- What comes later may be in what is not looked at; references that Odoo resolved make it
    -- longer.
    shown := left(shown, length(held) * 9 / 10);
  end if;
  rest := regexp_replace(shown, '[\s\u00a0]+', '', 'g');
  if not starts_with(held, rest) then
    for piece in
      select tag.piece
      from (
        select m.found[1] as piece, min(m.position) as position
        from regexp_matches(shown, '<[^<>]+>', 'g') with ordinality m (found, position)
        group by 1
      ) tag
      where regexp_replace(tag.piece, '[\s\u00a0]+', '', 'g') not
        in (select m[1] from regexp_matches(held, '<[^<>]+>', 'g') m)
      order by tag.position
      limit 6
    loop
      lost := lost || piece;
      rest := replace(rest, regexp_replace(piece, '[\s\u00a0]+', '', 'g'), '');
    end loop;
    if cardinality(lost) < 6 and length(rest) > length(held) then
      -- Up to where both say the same: halving, since texts may be long.
      reach := length(held);
      while same < reach loop
        if left(rest, (same + reach + 1) / 2) = left(held, (same + reach + 1) / 2) then
          same := (same + reach + 1) / 2;
        else
          reach := (same + reach + 1) / 2 - 1;
        end if;
      end loop;
      lost := lost || substr(rest, same + 1, least(80, length(rest) - length(held)));
    end if;
  end if;
  -- Without any tag it is no HTML, which shows a line break as a space.
  if btrim(sent, E' \t\r\n') ~ '\n' and coalesce(sent !~* tags, true) then
    lost := lost || E'\n'::text;
  end if;
  return nullif(lost, '{}');
end
$$;
comment on function odoo_seed.lost_text is
  'What people no longer read of a description in Odoo: pieces of the text that was sent, the '
  'first six at most, and a line break for all of them; null for nothing. Compares the first '
  '100,000 characters of both.';

create view odoo_seed.v_lost_text with (security_invoker = true) as
select a.binding, a.model, a.external_ref, a.odoo_id, 'description' as field, lost.pieces as lost
from odoo_seed.applied a
cross join lateral odoo_seed.lost_text(a.sent ->> 'description',
  a.echo ->> 'description') lost (pieces)
-- What could not be read is an object and no text.
where jsonb_typeof(a.echo -> 'description') in ('string', 'null') and lost.pieces is not null;
comment on view odoo_seed.v_lost_text is
  'Descriptions that Odoo does not show whole, as last written: mostly plain text whose format is '
  'html. Each with its first 100,000 characters.';
grant select, insert, update, delete, maintain on odoo_seed.v_lost_text to service_role;

create function odoo_seed.note_lost_text(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into odoo_seed.sync_run_warnings (run_id, model, external_ref, field, code, message)
  select
    r.id, a.model, a.external_ref, 'description', 'text_lost',
    format(
      'Odoo does not show all of the description: it lost %s. Plain text is kept with '
        'description_format "text".',
      (
        select string_agg(case piece when E'\n' then 'the line breaks' else ops.quoted(piece) end,
          ', ')
        from unnest(lost.pieces[:5]) piece
      ) || case when cardinality(lost.pieces) > 5 then ' and more' else '' end
    )
  from odoo_seed.sync_runs r
  join odoo_seed.run_actions w
    on w.run_id = r.id and w.pass = r.pass and w.state = 'done' and w.changes ? 'description'
  join odoo_seed.applied a
    on a.binding = r.binding and a.model = w.model and a.external_ref = w.external_ref
  cross join lateral odoo_seed.lost_text(a.sent ->> 'description',
    a.echo ->> 'description') lost (pieces)
  where r.id = p_run_id and jsonb_typeof(a.echo -> 'description') in ('string', 'null')
    and lost.pieces is not null
  on conflict do nothing;
exception when query_canceled or others then
  perform ops.note_fault('odoo_seed.note_lost_text', p_run_id::text, sqlstate, sqlerrm);
end
$$;
comment on function odoo_seed.note_lost_text is
  'Warns, with the code text_lost, of the descriptions that a run wrote in this pass and Odoo '
  'shortened. If that fails, the fault is in ops.reconcile_faults, and nobody is warned.';

revoke execute on function odoo_seed.lost_text, odoo_seed.note_lost_text from public;
grant execute on function odoo_seed.lost_text, odoo_seed.note_lost_text to service_role;
