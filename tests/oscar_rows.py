"""Which of django-oscar's tables hold personal data, and whose each row is: told once more, beside the data map."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from oscar_environment import ROOT
from walk_oracle import mapped_tables

DATA_MAP = ROOT / "examples" / "data-maps" / "django-oscar.yml"
DATASET = "oscar"
Rows = Mapping[str, Counter[Any]]  # by table
TABLES = mapped_tables(DATA_MAP)
LIVELY = (1, 2, 7)  # customers who have something of everything; 1 and 2 live together, 7 works for the shop

# Every other table of oscar, and why it is not in the map. A table in neither list fails the test below.
NOT_PERSONAL = {
    *(
        "address_country",
        "analytics_productrecord",
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
    ),
    *(
        "catalogue_attributeoption",
        "catalogue_attributeoptiongroup",
        "catalogue_category",
        "catalogue_option",
    ),
    *("catalogue_product", "catalogue_product_product_options", "catalogue_productattribute"),
    *("catalogue_productattributevalue", "catalogue_productattributevalue_value_multi_option"),
    *("catalogue_productcategory", "catalogue_productclass", "catalogue_productclass_options"),
    *("catalogue_productimage", "catalogue_productrecommendation", "communication_communicationeventtype"),
    *("django_content_type", "django_flatpage", "django_flatpage_sites", "django_migrations", "django_site"),
    *("offer_benefit", "offer_condition", "offer_conditionaloffer", "offer_conditionaloffer_combinations"),
    *(
        "offer_range",
        "offer_range_classes",
        "offer_range_excluded_categories",
        "offer_range_excluded_products",
    ),
    *(
        "offer_range_included_categories",
        "offer_rangeproduct",
        "order_paymenteventtype",
        "order_shippingeventtype",
    ),
    *("partner_partner", "partner_stockalert", "partner_stockrecord", "payment_sourcetype"),
    *("shipping_orderanditemcharges", "shipping_orderanditemcharges_countries", "shipping_weightband"),
    *("shipping_weightbased", "shipping_weightbased_countries", "voucher_voucher", "voucher_voucher_offers"),
    "voucher_voucherset",
}
LEFT_OUT = {
    "django_session",  # no column names the person; gone in days
    "partner_partneraddress",  # suppliers, not customers
}
# Columns that hold a user's number but lead to no row of that user: the row is about somebody else.
MENTIONS = {("order_ordernote", "user_id"), ("communication_notification", "sender_id")}

# Whose row is it? Told here once more, table by table, in SQL of the test's own.
MY_ORDERS = "(SELECT id FROM order_order WHERE user_id = {u} OR guest_email = {e})"
MY_LINES = f"(SELECT id FROM order_line WHERE order_id IN {MY_ORDERS})"
MY_BASKETS = f"""(SELECT id FROM basket_basket WHERE owner_id = {{u}}
    UNION SELECT basket_id FROM order_order WHERE id IN {MY_ORDERS})"""
MY_LISTS = "(SELECT id FROM wishlists_wishlist WHERE owner_id = {u})"
BY_USER = "t.user_id = {u}"
BY_USER_OR_MAIL = "(t.user_id = {u} OR t.email = {e})"
BY_ORDER = f"t.order_id IN {MY_ORDERS}"
BY_LINE = f"t.line_id IN {MY_LINES}"
OWNERSHIP = {
    "auth_user": "t.id = {u}",
    "order_order": f"t.id IN {MY_ORDERS}",
    "order_shippingaddress": f"t.id IN (SELECT shipping_address_id FROM order_order WHERE id IN {MY_ORDERS})",
    "order_billingaddress": f"t.id IN (SELECT billing_address_id FROM order_order WHERE id IN {MY_ORDERS})",
    "payment_transaction": f"t.source_id IN (SELECT id FROM payment_source WHERE order_id IN {MY_ORDERS})",
    "voucher_voucherapplication": f"({BY_USER} OR {BY_ORDER})",
    "basket_basket": f"t.id IN {MY_BASKETS}",
    "basket_line": f"t.basket_id IN {MY_BASKETS}",
    "basket_basket_vouchers": f"t.basket_id IN {MY_BASKETS}",
    "basket_lineattribute": f"t.line_id IN (SELECT id FROM basket_line WHERE basket_id IN {MY_BASKETS})",
    "wishlists_wishlist": "t.owner_id = {u}",
    "wishlists_line": f"t.wishlist_id IN {MY_LISTS}",
    "wishlists_wishlistsharedemail": f"(t.wishlist_id IN {MY_LISTS} OR t.email = {{e}})",
    "communication_notification": "t.recipient_id = {u}",
    "offer_rangeproductfileupload": "t.uploaded_by_id = {u}",
    **dict.fromkeys(
        ("reviews_productreview", "customer_productalert", "communication_email"), BY_USER_OR_MAIL
    ),
    **dict.fromkeys(("order_lineattribute", "order_orderlinediscount"), BY_LINE),
    **dict.fromkeys(("order_shippingeventquantity", "order_paymenteventquantity"), BY_LINE),
    **dict.fromkeys(
        ("order_line", "order_lineprice", "order_orderdiscount", "order_surcharge", "order_ordernote"),
        BY_ORDER,
    ),
    **dict.fromkeys(
        ("order_orderstatuschange", "order_communicationevent", "order_shippingevent", "order_paymentevent"),
        BY_ORDER,
    ),
    "payment_source": BY_ORDER,
    **dict.fromkeys(("address_useraddress", "payment_bankcard", "reviews_vote"), BY_USER),
    **dict.fromkeys(("analytics_userproductview", "analytics_usersearch", "analytics_userrecord"), BY_USER),
    **dict.fromkeys(("auth_user_groups", "auth_user_user_permissions", "partner_partner_users"), BY_USER),
    "django_admin_log": BY_USER,
}
STAFF_ONLY = {
    *("auth_user_groups", "auth_user_user_permissions", "partner_partner_users"),
    *("offer_rangeproductfileupload", "django_admin_log"),
}

# What an erasure of somebody lively must keep, and what must be gone.
KEPT = {"order_order", "order_line", "payment_source"}
NOT_KEPT = {"auth_user", "basket_basket", "reviews_productreview", "address_useraddress"}
GONE = ("address_useraddress", "payment_bankcard", "reviews_vote", "analytics_usersearch")


def check_erased(plan: Mapping[str, Any], email: str, hers: Rows, before: Rows, after: Rows) -> None:
    """By all rows of all tables: the law's keeps stay, the rest of hers is gone or masked, nobody else's moved."""
    kept = {item["collection"] for item in plan["items"] if item["action"] == "keep"}
    assert kept >= KEPT
    assert kept.isdisjoint(NOT_KEPT)
    for table in before:
        changed, new = before[table] - after[table], after[table] - before[table]
        assert changed <= hers.get(table, Counter()), f"{table}: somebody else's row was changed"
        assert new.total() <= changed.total(), table  # masked, not made
        # lists of friends that are shared with her are the friends' (`owner: false`)
        telling = [row for row in after[table] if email in row]
        assert not telling or table in kept | {"wishlists_wishlistsharedemail"}, (table, telling)
    assert before["order_order"] == after["order_order"]
    for gone in GONE:
        assert hers[gone]
        assert not hers[gone] & after[gone], gone
