"""Makes Superset's tables, permissions and administrator where they are missing, in one process."""

import os

from superset.app import create_app

with create_app().app_context():
    from flask_migrate import upgrade
    from superset import appbuilder, security_manager

    upgrade()
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    name = os.environ["ADMIN_NAME"]
    if not security_manager.find_user(username=name):
        admin = security_manager.find_role("Admin")
        password = os.environ["ADMIN_PASSWORD"]
        if not security_manager.add_user(name, "Local", "Owner", name, admin, password=password):
            raise SystemExit("Superset does not take the administrator.")
