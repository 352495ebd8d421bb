"""People who did not sign in to the real shop under test; some have an account under the same address."""

from customers import LIVELY, Customers, ProductAlert, ProductReview


def serve_guests(customers: Customers) -> None:
    known = [customers.users[position].email for position in LIVELY]
    for email in [*known, *(f"guest{number}@example.org" for number in range(25))]:
        customers.placement.buy(customers.new_basket(), guest_email=email)
        ProductAlert.objects.create(
            email=email,
            key=f"{len(email)}-{email}",
            product=customers.shop.sold_out,
            status=ProductAlert.UNCONFIRMED,
        )
        ProductReview.objects.create(
            product=customers.shop.products[0],
            title="As a guest",
            body="Fine.",
            score=4,
            name="Somebody",
            email=email,
        )
