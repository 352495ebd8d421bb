"""Puts the shop of OSCAR_DSN into the empty database OSCAR_COPY: oscar's own migrations there, the same rows."""

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
sys.path.insert(0, str(Path(__file__).parent))

import django

django.setup()

from django.apps import apps  # noqa: E402 - Django's models exist only after setup
from django.core.management import call_command  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

BATCH = 500


def copy(model: type[models.Model]) -> None:
    """All rows as they are: nothing that a save would set is set anew."""
    fields = model._meta.local_concrete_fields
    found = list(model._base_manager.using("origin").order_by("pk"))
    size = connection.ops.bulk_batch_size(fields, found) or BATCH
    for start in range(0, len(found), min(size, BATCH)):
        batch = found[start : start + min(size, BATCH)]
        model._base_manager._insert(batch, fields=fields, using="default", raw=True)


def main() -> None:
    call_command("migrate", verbosity=0)
    every = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        for model in every:  # what the migrations themselves have put in
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
        for model in every:
            copy(model)
    connection.check_constraints()


main()
