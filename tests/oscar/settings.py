"""Django settings of the real shop under test: oscar set up as its manual says, on the database OSCAR_DSN.

With OSCAR_COPY=sqlite:///... or mysql://... the shop's own is that one, and OSCAR_DSN where its rows come from.
"""

import os
from typing import Any
from urllib.parse import parse_qs, urlsplit

from oscar.defaults import *  # noqa: F403 - the way oscar's manual asks for
from psycopg.conninfo import conninfo_to_dict

from oscar import INSTALLED_APPS as OSCAR_APPS


def _postgresql(dsn: str) -> dict[str, Any]:
    parts = conninfo_to_dict(dsn)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts["dbname"],
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "ATOMIC_REQUESTS": True,
    }


def _other(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path.removeprefix("/")}
    import pymysql

    pymysql.version_info = (2, 2, 7, "final", 0)  # Django asks for mysqlclient's, which has to be compiled
    pymysql.install_as_MySQLdb()
    [socket] = parse_qs(parts.query).get("unix_socket", [""])
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": parts.path.removeprefix("/"),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": socket or parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": _postgresql(os.environ["OSCAR_DSN"])}
if "OSCAR_COPY" in os.environ:
    DATABASES = {"origin": DATABASES["default"], "default": _other(os.environ["OSCAR_COPY"])}
INSTALLED_APPS = OSCAR_APPS
SECRET_KEY = "a shop that lives for one test run"
SITE_ID = 1
USE_TZ = True
TIME_ZONE = "Europe/Paris"
LANGUAGE_CODE = "en-gb"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "shop_urls"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
AUTHENTICATION_BACKENDS = [
    "oscar.apps.customer.auth_backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: nobody's password
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
STATIC_URL = "/static/"
MEDIA_ROOT = "/nonexistent"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.core.context_processors.metadata",
            ]
        },
    }
]
LOGGING = {
    "version": 1,
    "loggers": {"oscar.thumbnail": {"level": "CRITICAL"}},
}  # its products have no pictures
OSCAR_SHOP_NAME = "Kilometre Paris"
OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_ANON_REVIEWS = True
OSCAR_MODERATE_REVIEWS = False
OSCAR_SAVE_SENT_EMAILS_TO_DB = True
OSCAR_INITIAL_ORDER_STATUS = "Pending"
OSCAR_INITIAL_LINE_STATUS = "Pending"
OSCAR_ORDER_STATUS_PIPELINE = {"Pending": ("Being processed", "Cancelled"), "Being processed": ("Complete",)}
