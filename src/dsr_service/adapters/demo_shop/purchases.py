"""What the demo shop's customers bought: orders, lines, parcels, invoices, payments, refunds, disputes."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from uuid import UUID

from dsr_service.adapters.demo_shop import vocabulary
from dsr_service.adapters.demo_shop.people import LAST_DAY, Shop

VAT: Final = Decimal("0.200")
CENT: Final = Decimal("0.01")


def let_them_buy(shop: Shop) -> None:
    for customer in shop.rows["customers"]:
        for _ in shop.some(5, 5) if customer["customer_id"] in {1, 2} else shop.some(0, 5):
            _place_order(shop, customer)
    _exchange_some(shop)
    _sell_to_guests(shop)
    _ship(shop)
    for order in list(shop.rows["orders"]):
        _account_for(shop, order)


def _place_order(shop: Shop, customer: dict[str, Any]) -> dict[str, Any]:
    homes = list(shop.addresses_of(customer))
    return _add_order(
        shop,
        customer_id=customer["customer_id"],
        shipping_address_id=shop.chance.choice(homes),
        billing_address_id=homes[0],
        gift_message="Bon anniversaire !" if shop.chance.random() < 0.1 else None,
        placed_at=shop.after(customer["created_at"], days=700),
    )


def _add_order(shop: Shop, **columns: Any) -> dict[str, Any]:
    order_id = shop.number("orders")
    lines = [shop.chance.choice(vocabulary.PRODUCTS) for _ in shop.some(1, 4)]
    total = Decimal(0)
    for line_no, (sku, title, price) in enumerate(lines, start=1):
        quantity = shop.chance.choice((1, 1, 1, 2))
        total += quantity * Decimal(price)
        shop.add(
            "order_lines",
            order_id=order_id,
            line_no=line_no,
            sku=sku,
            description=title,
            quantity=quantity,
            unit_price=Decimal(price),
            vat_rate=VAT,
            engraving="Finisher 42,195 km" if sku == "KP-MEDAL-01" else None,
        )
    row = {
        "customer_id": None,
        "guest_email": None,
        "replaces_order_id": None,
        "gift_message": None,
    } | columns
    return shop.add(
        "orders",
        order_id=order_id,
        order_number=f"{row['placed_at']:%Y}-{order_id:06d}",
        status="delivered" if row["placed_at"] < LAST_DAY - timedelta(days=14) else "paid",
        currency="EUR",
        total=total,
        **row,
    )


def _exchange_some(shop: Shop) -> None:
    """The shop enters an exchange without a customer: only the replaced order tells whose it is."""
    for order in list(shop.rows["orders"]):
        if order["customer_id"] in {1, 2} or shop.chance.random() < 0.04:
            replaced = order
            for _ in shop.some(1, 2):  # an exchange may be exchanged again
                replaced = _add_order(
                    shop,
                    replaces_order_id=replaced["order_id"],
                    shipping_address_id=order["shipping_address_id"],
                    billing_address_id=order["billing_address_id"],
                    placed_at=shop.after(replaced["placed_at"], days=20),
                )


def _sell_to_guests(shop: Shop) -> None:
    """Some order without signing in; every third of them has an account all the same, known by the e-mail."""
    for number in range(30):
        customer = shop.rows["customers"][number]
        known = number % 3 == 1
        address = shop.rows["addresses"][next(shop.addresses_of(customer))]
        address_id = address["address_id"]
        if not known:
            address_id = shop.number("addresses")
            shop.add("addresses", **address | {"address_id": address_id, "recipient": "Client sans compte"})
        _add_order(
            shop,
            guest_email=customer["email"] if known else f"guest{number}@example.org",
            shipping_address_id=address_id,
            billing_address_id=address_id,
            placed_at=shop.before(LAST_DAY, days=400),
        )


def _ship(shop: Shop) -> None:
    """Orders leave in the order they came; two that follow each other to one address travel in one parcel."""
    to_send = sorted(
        shop.rows["orders"], key=lambda order: (order["shipping_address_id"], order["placed_at"])
    )
    parcel: dict[str, Any] | None = None
    lines = _lines_by_order(shop)
    for order in to_send:
        together = parcel is not None and parcel["address_id"] == order["shipping_address_id"]
        if not together or shop.chance.random() < 0.5:
            parcel = _add_parcel(shop, order)
        assert parcel is not None
        for line in lines[order["order_id"]]:
            shop.add(
                "shipment_lines",
                shipment_id=parcel["shipment_id"],
                order_id=order["order_id"],
                line_no=line["line_no"],
                quantity=line["quantity"],
            )


def _add_parcel(shop: Shop, order: dict[str, Any]) -> dict[str, Any]:
    shipment_id = shop.number("shipments")
    shipped_at = shop.after(order["placed_at"], days=4)
    return shop.add(
        "shipments",
        shipment_id=shipment_id,
        carrier=shop.chance.choice(("Vélopli", "Relais Colibri")),
        tracking_number=f"KPX{shipment_id:09d}FR",
        address_id=order["shipping_address_id"],
        shipped_at=shipped_at,
        delivered_at=shop.after(shipped_at, days=5) if order["status"] == "delivered" else None,
    )


def _lines_by_order(shop: Shop) -> dict[int, list[dict[str, Any]]]:
    lines: dict[int, list[dict[str, Any]]] = {}
    for line in shop.rows["order_lines"]:
        lines.setdefault(line["order_id"], []).append(line)
    return lines


def _account_for(shop: Shop, order: dict[str, Any]) -> None:
    order_id, total, placed_at = order["order_id"], order["total"], order["placed_at"]
    address = shop.rows["addresses"][order["billing_address_id"]]
    net = (total / (1 + VAT)).quantize(CENT, ROUND_HALF_UP)
    shop.add(
        "invoices",
        invoice_number=f"F{placed_at:%Y}{order_id:06d}",
        order_id=order_id,
        billed_to=address["recipient"],
        billed_address=f"{address['line1']}, {address['postal_code']} {address['city']}",
        net=net,
        vat=total - net,
        issued_on=placed_at.date(),
    )
    payment = shop.add(
        "payments",
        payment_id=UUID(int=shop.chance.getrandbits(128), version=4),
        order_id=order_id,
        provider="Payrail",
        method=shop.chance.choice(("card", "card", "wallet", "transfer")),
        provider_reference=f"pr_{shop.chance.getrandbits(64):016x}",
        amount=total,
        status="captured",
        paid_at=placed_at + timedelta(minutes=2),
    )
    shop.add(
        "fraud_scores",
        order_id=order_id,
        score=shop.chance.choice((0, 3, 12, 40, 77)),
        signals={"new_device": shop.chance.random() < 0.2, "address_age_days": shop.chance.randint(0, 900)},
        decided_by="rule, confirmed by staff above 70",
        scored_at=placed_at + timedelta(minutes=1),
    )
    if order["customer_id"] == 1 or shop.chance.random() < 0.08:
        _give_back(shop, order, payment)


def _give_back(shop: Shop, order: dict[str, Any], payment: dict[str, Any]) -> None:
    shop.add(
        "refunds",
        refund_id=shop.number("refunds"),
        payment_id=payment["payment_id"],
        amount=min(payment["amount"], Decimal("18.50")),
        reason="Article retourné",
        refunded_at=shop.after(payment["paid_at"], days=20),
    )
    shop.add(
        "disputes",
        dispute_id=shop.number("disputes"),
        order_id=order["order_id"],
        kind=shop.chance.choice(("chargeback", "late_delivery", "defect")),
        claim="L'article reçu ne correspond pas à la commande.",
        opposing_party=shop.chance.choice(("Relais Colibri", None)),
        status="closed",
        opened_on=shop.after(payment["paid_at"], days=20).date(),
    )
