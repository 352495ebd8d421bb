"""The addresses of the real shop under test: oscar's own."""

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns  # noqa: F401 - oscar's templates ask for the switch
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
