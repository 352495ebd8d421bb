"""How an order is placed, paid, sent and told in the real shop under test: by oscar's own classes."""

import random
from decimal import Decimal

from catalogue import Shop
from django.contrib.auth.models import AnonymousUser
from oscar.apps.checkout.mixins import OrderPlacementMixin
from oscar.apps.order.processing import EventHandler
from oscar.apps.order.utils import OrderDispatcher
from oscar.core.loading import get_class, get_model
from oscar.core.prices import Price

Applicator = get_class("offer.applicator", "Applicator")
BillingAddress = get_model("order", "BillingAddress")
Free = get_class("shipping.methods", "Free")
OrderTotalCalculator = get_class("checkout.calculators", "OrderTotalCalculator")
ShippingAddress = get_model("order", "ShippingAddress")
Source = get_model("payment", "Source")
Surcharge = get_model("order", "Surcharge")


class Placement:
    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self.shop = shop
        self.chance = chance
        self.orders: list = []

    def buy(self, basket, user=None, guest_email: str = ""):
        who = {
            "first_name": user.first_name if user else "Guest",
            "last_name": user.last_name if user else "",
        }
        home = who | {
            "line1": "1 Elsewhere Road",
            "line4": "Lyon",
            "postcode": "69003",
            "country": self.shop.france,
        }
        Applicator().apply(basket, user)
        total = OrderTotalCalculator().calculate(basket, Price("EUR", Decimal(0), tax=Decimal(0)))
        checkout = OrderPlacementMixin()
        checkout.add_payment_source(self._source(total))
        checkout.add_payment_event("Settled", total.incl_tax, reference=f"pay-{basket.pk}")
        guest = {"guest_email": guest_email} if guest_email else {}
        order = checkout.place_order(
            order_number=checkout.generate_order_number(basket), basket=basket, user=user or AnonymousUser(),
            request=None,
            shipping_address=ShippingAddress(**home, phone_number="+33199001234", notes="Second floor"),
            order_total=total,
            shipping_method=Free(), shipping_charge=Price("EUR", Decimal(0), tax=Decimal(0)),
            billing_address=BillingAddress(**home), status="Pending", **guest,
        )  # fmt: skip
        basket.submit()
        self.orders.append(order)
        self._follow_up(order)
        return order

    def _source(self, total):
        source = Source(
            source_type=self.shop.card, currency="EUR", amount_allocated=total.incl_tax, label="XXXX-1111"
        )
        source.create_deferred_transaction("Debit", total.incl_tax, reference="txn", status="ok")
        return source

    def _follow_up(self, order) -> None:
        handler = EventHandler()
        lines = list(order.lines.all())
        quantities = [line.quantity for line in lines]
        handler.handle_order_status_change(order, "Being processed", note_msg="Picked")
        event = handler.create_shipping_event(order, self.shop.shipped, lines, quantities, reference="parcel")
        event.notes = f"Parcel of {order.number}"
        event.save()
        Surcharge.objects.create(order=order, name="Gift wrap", code="gift", incl_tax=2, excl_tax=2)
        words = {
            "subject": f"Order {order.number}",
            "body": "Thank you.",
            "html": "<p>Thank you.</p>",
            "sms": None,
        }
        OrderDispatcher().dispatch_order_messages(order, words, OrderDispatcher.ORDER_PLACED_EVENT_CODE)
