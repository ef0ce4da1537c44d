"""Superset's settings where it serves tenants of the control plane: docs/superset.md says what each closes.

Superset takes the names in capitals. All values come from the environment; without a secret it does not
start.
"""

import copy
import os
import uuid

import sqlalchemy


def _secret(name):
    value = os.environ[name]
    if len(value) < 32:
        raise ValueError(f"{name} is shorter than 32 characters.")
    return value


SECRET_KEY = _secret("SUPERSET_SECRET_KEY")
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_DATABASE_URI"]

FEATURE_FLAGS = {"EMBEDDED_SUPERSET": True}

# Not Public, which is everybody's who has not signed in. It is to hold no dataset.
GUEST_ROLE_NAME = os.environ.get("SUPERSET_GUEST_ROLE", "Guest")
# Superset's own default is a known text, with which anybody makes themselves a guest of any dashboard.
GUEST_TOKEN_JWT_SECRET = _secret("SUPERSET_GUEST_SECRET")
GUEST_TOKEN_JWT_AUDIENCE = os.environ.get("SUPERSET_GUEST_AUDIENCE", "superset-guests")
GUEST_TOKEN_JWT_EXP_SECONDS = 300


def _is_uuid(value):
    try:
        return str(uuid.UUID(str(value))) == str(value)
    except ValueError:
        return False


def GUEST_TOKEN_VALIDATOR_HOOK(token):  # noqa: N802, the name is Superset's
    """Refuses a token without a rule for its rows, and one that guesses a dashboard by its number."""
    rules = token.get("rls") or []
    resources = token.get("resources") or []
    return (
        bool(rules)
        and all(str(rule.get("clause") or "").strip() for rule in rules)
        and bool(resources)
        and all(_is_uuid(resource.get("id")) for resource in resources)
    )


def _asks_as_admin():
    from superset import security_manager

    return not security_manager.is_guest_user() and security_manager.is_admin()


def _only_oneself(query):
    from flask import g
    from superset import security_manager

    if _asks_as_admin():
        return query
    own = None if security_manager.is_guest_user() else getattr(g.user, "id", None)
    return query.filter(security_manager.user_model.id == own if own else sqlalchemy.false())


def _none_unless_admin(query):
    return query if _asks_as_admin() else query.filter(sqlalchemy.false())


# Whoever may see one dashboard is offered the names of all people and roles as its owners and roles.
EXTRA_RELATED_QUERY_FILTERS = {"user": _only_oneself, "role": _none_unless_admin}

from superset.config import TALISMAN_CONFIG as _SUPERSETS  # noqa: E402, secrets are looked at first

# Which pages may show Superset in a frame, with blanks between them; none but its own unless said.
_frames = os.environ.get("SUPERSET_EMBEDDED_IN", "").split()
TALISMAN_CONFIG = copy.deepcopy(_SUPERSETS)
_policy = TALISMAN_CONFIG["content_security_policy"]
_policy["frame-ancestors"] = ["'self'", *_frames]
# A picture there counts Superset's installations and who looks at them.
_policy["img-src"] = [source for source in _policy["img-src"] if "scarf.sh" not in source]
# The older header knows no list: with it a browser refuses every frame.
TALISMAN_CONFIG["frame_options"] = None
