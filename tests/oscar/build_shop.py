"""Builds a real django-oscar shop in the database named by OSCAR_DSN, with oscar's own migrations and code.

Run by the Python of the oscar environment: `OSCAR_DSN=... python build_shop.py [customers]`. The same seed
makes the same shop, up to secrets that oscar draws itself (session keys, wish-list keys).
"""

import os
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
sys.path.insert(0, str(Path(__file__).parent))

import django

django.setup()

from catalogue import open_the_shop  # noqa: E402 - Django's models exist only after setup
from customers import Customers  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from guests import serve_guests  # noqa: E402
from storefront import visit  # noqa: E402

SEED = 20_240_229


class TickingClock:
    """The time in the shop: some hours pass whenever somebody asks."""

    def __init__(self) -> None:
        self.instant = datetime(2023, 3, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.instant += timedelta(minutes=7, microseconds=12_345)
        return self.instant


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    chance = random.Random(SEED)
    call_command("migrate", verbosity=0)
    with mock.patch("django.utils.timezone.now", TickingClock()), transaction.atomic():
        shop = open_the_shop()
        customers = Customers(shop, chance)
        for position in range(number):
            customers.add(position)
        customers.meet()
        serve_guests(customers)
        for position in (1, 2, 7):
            visit(shop, customers.users[position])


main()
