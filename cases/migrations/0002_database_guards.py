"""What the database itself enforces: the app role's rights, an append-only audit, and sessions outside the log."""

from typing import Any

from django.conf import settings
from django.db import migrations

PASSING = ("vault_session", "access_attempt", "access_login", "audit_reading")  # never in the log or a backup
APPEND_ONLY = ("audit_event", "audit_checkpoint")


def grant(_apps: Any, schema_editor: Any) -> None:
    """Give the app role rows but no structure; on the audit only reading and appending."""
    role = schema_editor.quote_name(settings.APP_ROLE)
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}" for table in APPEND_ONLY),
    ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Roles are made by the launcher or compose; here they are only granted."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunSQL(
            "".join(f"ALTER TABLE {table} SET UNLOGGED; " for table in PASSING),
            "".join(f"ALTER TABLE {table} SET LOGGED; " for table in PASSING),
        ),
    ]
