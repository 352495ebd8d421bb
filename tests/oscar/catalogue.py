"""What the real shop under test sells, and the words it needs before anybody buys: nothing personal."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from oscar.apps.catalogue.categories import create_from_breadcrumbs
from oscar.core.loading import get_model

Benefit = get_model("offer", "Benefit")
CommunicationEventType = get_model("communication", "CommunicationEventType")
Condition = get_model("offer", "Condition")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Country = get_model("address", "Country")
Option = get_model("catalogue", "Option")
Partner = get_model("partner", "Partner")
PaymentEventType = get_model("order", "PaymentEventType")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
Range = get_model("offer", "Range")
ShippingEventType = get_model("order", "ShippingEventType")
SourceType = get_model("payment", "SourceType")
StockRecord = get_model("partner", "StockRecord")
Voucher = get_model("voucher", "Voucher")


@dataclass
class Shop:
    products: list
    sold_out: object
    engraving: object
    voucher: object
    france: object
    paid: object
    shipped: object
    card: object


def open_the_shop() -> Shop:
    france = Country.objects.create(
        iso_3166_1_a2="FR", iso_3166_1_a3="FRA", iso_3166_1_numeric="250",
        printable_name="France", name="French Republic", is_shipping_country=True,
    )  # fmt: skip
    kind = ProductClass.objects.create(name="Running gear", requires_shipping=True, track_stock=True)
    engraving = Option.objects.create(name="Engraving", code="engraving", type=Option.TEXT, required=False)
    kind.options.add(engraving)
    category = create_from_breadcrumbs("Running > Gear")
    partner = Partner.objects.create(code="depot", name="Depot")
    products = [_add_product(number, kind, category, partner) for number in range(12)]
    sold_out = products.pop()
    sold_out.stockrecords.update(num_in_stock=0)
    for code, name in (("ORDER_PLACED", "Order placed"), ("REGISTRATION", "Registration")):
        CommunicationEventType.objects.create(
            code=code, name=name, email_subject_template=f"{name}: Kilometre Paris",
            email_body_template="Thank you.", email_body_html_template="<p>Thank you.</p>",
        )  # fmt: skip
    return Shop(
        products=products,
        sold_out=sold_out,
        engraving=engraving,
        voucher=_print_voucher(),
        france=france,
        paid=PaymentEventType.objects.create(name="Settled"),
        shipped=ShippingEventType.objects.create(name="Shipped"),
        card=SourceType.objects.create(name="Card"),
    )


def _add_product(number: int, kind: object, category: object, partner: object) -> object:
    product = Product.objects.create(product_class=kind, title=f"Shoe {number}", upc=f"shoe-{number:03d}")
    product.categories.add(category)
    StockRecord.objects.create(
        product=product, partner=partner, partner_sku=f"D{number:03d}", price_currency="EUR",
        price=Decimal(20 + 7 * number), num_in_stock=1_000_000,
    )  # fmt: skip
    return product


def _print_voucher() -> object:
    everything = Range.objects.create(name="Everything", includes_all_products=True)
    offer = ConditionalOffer.objects.create(
        name="Welcome",
        offer_type=ConditionalOffer.VOUCHER,
        condition=Condition.objects.create(range=everything, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(
            range=everything, type=Benefit.PERCENTAGE, value=10, max_affected_items=1
        ),
    )
    voucher = Voucher.objects.create(
        name="Welcome", code="WELCOME", usage=Voucher.MULTI_USE,
        start_datetime=datetime(2020, 1, 1, tzinfo=UTC), end_datetime=datetime(2040, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    voucher.offers.add(offer)
    return voucher
