-- Actors have one form, so that comparing them is equality.

create function control.canonical_actor(p_name text)
returns text
language sql
immutable
parallel safe
return nullif(btrim(regexp_replace(
  regexp_replace(
    lower(normalize(p_name, nfkc) collate "C"),
    '[\u0001-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u070f\u115f\u1160'
      || '\u17b4\u17b5\u180b-\u180f'
      || '\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb'
      || '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]',
    '', 'g'),
  '[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ',
  'g')), '');
comment on function control.canonical_actor is
  'The one form of an actor''s name: compatibility forms made plain (NFKC), lower case, without '
  'control and invisible characters, white space of any script as single spaces and none at the '
  'ends. Null for nobody.';

create function control.is_actor_name(p_name text)
returns boolean
language sql
immutable
parallel safe
-- In printable ASCII the canonical form is the lower case.
return p_name = lower(p_name collate "C") and p_name ~ '^[!-~]+( [!-~]+)*$'
  and length(p_name) <= 255;
comment on function control.is_actor_name is
  'Whether a name is canonical, in printable ASCII and no longer than 255 characters: letters of '
  'other scripts look the same to people and differ in a comparison.';

create domain control.actor_name as text
constraint actor_must_be_canonical check (control.is_actor_name(value));
comment on domain control.actor_name is 'A person, agent or worker, by canonical name.';

create function control.actor_named(p_name text)
returns control.actor_name
language plpgsql
immutable
set search_path = ''
as $$
declare
  name text := control.canonical_actor(p_name);
begin
  if name is null or control.is_actor_name(name) then
    return name;
  end if;
  raise exception 'Cannot act for %: its name is not in printable ASCII, or over 255 characters',
    ops.quoted(p_name)
    using errcode = 'OC151',
      hint = 'Give the address or the id of that person, as the one who authenticated it has it.';
end
$$;
comment on function control.actor_named is
  'The canonical form of a name; null for nobody. Raises OC151 for a name that cannot be '
  'compared.';

revoke execute on function
  control.canonical_actor, control.is_actor_name, control.actor_named
from public;
grant execute on function
  control.canonical_actor, control.is_actor_name, control.actor_named
to service_role;
