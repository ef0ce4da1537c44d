-- Descriptions as Odoo holds them: HTML made of text.

create function odoo_seed.text_html(p_text text)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  body text := regexp_replace(p_text, E'\r\n?', E'\n', 'g');
  -- Without it a browser shows several spaces, or a tab, as one.
  opening text := case when p_text ~ E'\t|  |(^|\n|\r) ' then '<p style="white-space: pre-wrap">'
    else '<p>' end;
begin
  body := regexp_replace(body, E'[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]', '', 'g');
  body := regexp_replace(regexp_replace(body, '^(\s*\n)+', ''), '\s+$', '');
  if body = '' then
    return null;
  end if;
  body :=
    replace(replace(replace(replace(body, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), U&'\00A0',
      '&nbsp;');
  body := replace(replace(body, E'\n\n', '</p>' || opening), E'\n', '<br>');
  return replace(opening || body || '</p>', opening || '</p>', opening || '<br></p>');
end
$$;
comment on function odoo_seed.text_html is
  'Plain text as the HTML that shows exactly its characters, in the form in which Odoo stores it: '
  'blank lines separate paragraphs, other line breaks stay. Control characters and outer blank '
  'lines are left out; null for a text without a character.';

create function odoo_seed.description_html(p_description text, p_format text, p_rendered text)
returns text
language sql
immutable
parallel safe
return case
  when p_format = 'html' or p_description is null or p_description !~ '\S' then p_description
  when p_format = 'text' then odoo_seed.text_html(p_description)
  else coalesce(p_rendered, odoo_seed.text_html(p_description))
end;
comment on function odoo_seed.description_html is
  'A description as Odoo gets it, which is HTML. Markdown that no run has rendered yet is shown '
  'as its characters. Its body is bound at creation and inlined.';

revoke execute on function odoo_seed.text_html, odoo_seed.description_html from public;
grant execute on function odoo_seed.text_html, odoo_seed.description_html to service_role;
