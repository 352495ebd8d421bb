"""A customer at the real shop's own pages: signs in, searches, buys, reviews; as the browser would."""

from catalogue import Shop
from django.test import Client
from django.urls import reverse


def visit(shop: Shop, user) -> None:
    """Walk through oscar's views; every step must be answered as it is in a shop."""
    browser = Client()
    product = shop.products[user.pk % len(shop.products)]
    _post(browser, reverse("customer:login"), {
        "login-username": user.email, "login-password": "pass-phrase-42", "login_submit": "1",
    })  # fmt: skip
    _get(browser, product.get_absolute_url())
    _get(browser, reverse("search:search") + "?q=shoe")
    _post(browser, reverse("basket:add", kwargs={"pk": product.pk}), {"quantity": 1, "engraving": "Allez"})
    _post(browser, reverse("customer:wishlists-create"), {
        "name": "From the web", "visibility": "Private",
        "shared_emails-TOTAL_FORMS": 0, "shared_emails-INITIAL_FORMS": 0,
    })  # fmt: skip
    _post(browser, reverse("checkout:shipping-address"), {
        "action": "ship_to", "first_name": user.first_name, "last_name": user.last_name,
        "line1": "3 Web Street", "line4": "Nantes", "postcode": "44000", "country": "FR",
        "phone_number": "+33199005678",
    })  # fmt: skip
    _get(browser, reverse("checkout:shipping-method"), status=302)
    _get(browser, reverse("checkout:payment-method"), status=302)
    _post(browser, reverse("checkout:preview"), {"action": "place_order"})
    _get(browser, reverse("checkout:thank-you"))
    if not product.has_review_by(user):
        _post(browser, reverse("catalogue:reviews-add", kwargs={
            "product_slug": product.slug, "product_pk": product.pk,
        }), {"score": 5, "title": "From the web", "body": "Bought it here."})  # fmt: skip


def _get(browser: Client, address: str, status: int = 200) -> None:
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)


def _post(browser: Client, address: str, form: dict) -> None:
    answer = browser.post(address, form)
    assert answer.status_code == 302, (address, answer.status_code, _errors(answer))


def _errors(answer) -> object:
    form = (answer.context or {}).get("form")
    return form.errors if form is not None else None
