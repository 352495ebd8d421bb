"""What the customers left behind besides orders: carts, wishes, reviews, letters, logs, profiles."""

import hashlib
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from dsr_service.adapters.demo_shop import vocabulary
from dsr_service.adapters.demo_shop.people import LAST_DAY, Shop, address_of_visitor

PIXEL: Final = bytes.fromhex(  # the smallest PNG there is, as a reviewer's photo
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e366"
    "0000000049454e44ae426082"
)


def let_them_wander(shop: Shop) -> None:
    for customer in shop.rows["customers"]:
        well_known = customer["customer_id"] in {1, 2}
        _fill_carts(shop, customer, 1 if well_known else 0)
        _wish(shop, customer, 2 if well_known else 0)
        _review(shop, customer, 2 if well_known else 0)
        _visit(shop, customer)
        _write_to(shop, customer)
        _profile(shop, customer)
        if well_known or shop.chance.random() < 0.15:
            _authorise_application(shop, customer)
    _vote(shop)
    _ask_for_help(shop)


def _fill_carts(shop: Shop, customer: dict[str, Any], least: int) -> None:
    for _ in shop.some(least, 2):
        cart_id = UUID(int=shop.chance.getrandbits(128), version=4)
        created_at = shop.before(LAST_DAY, days=60)
        shop.add(
            "carts",
            cart_id=cart_id,
            customer_id=customer["customer_id"],
            created_at=created_at,
            updated_at=shop.after(created_at, days=3),
        )
        for sku, _, _ in shop.chance.sample(vocabulary.PRODUCTS, k=shop.chance.randint(1, 3)):
            shop.add("cart_lines", cart_id=cart_id, sku=sku, quantity=shop.chance.randint(1, 3))


def _wish(shop: Shop, customer: dict[str, Any], least: int) -> None:
    for sku, _, _ in shop.chance.sample(vocabulary.PRODUCTS, k=shop.chance.randint(least, 4)):
        shop.add(
            "wish_list_items",
            customer_id=customer["customer_id"],
            sku=sku,
            note=shop.chance.choice(("", "", "pour le marathon", "@noël")),
            added_at=shop.before(LAST_DAY, days=500),
        )


def _review(shop: Shop, customer: dict[str, Any], least: int) -> None:
    for sku, _, _ in shop.chance.sample(vocabulary.PRODUCTS, k=shop.chance.randint(least, 3)):
        headline, body = shop.chance.choice(vocabulary.REVIEW_LINES)
        shop.add(
            "reviews",
            review_id=shop.number("reviews"),
            customer_id=customer["customer_id"],
            sku=sku,
            rating=shop.chance.randint(0, 5),
            headline=headline,
            body=body,
            published_name=f"{customer['first_name']} {customer['last_name'][0]}.",
            photo=PIXEL if shop.chance.random() < 0.2 else None,
            published_at=shop.before(LAST_DAY, days=600),
        )


def _vote(shop: Shop) -> None:
    for review in shop.rows["reviews"]:
        for voter in shop.chance.sample(range(len(shop.rows["customers"])), k=shop.chance.randint(0, 3)):
            _add_vote(shop, review, voter)
    first_of_another = next(review for review in shop.rows["reviews"] if review["customer_id"] not in {1, 2})
    for voter in (1, 2):
        _add_vote(shop, first_of_another, voter)


def _add_vote(shop: Shop, review: dict[str, Any], voter: int) -> None:
    pair = (review["review_id"], voter)
    taken = any((vote["review_id"], vote["customer_id"]) == pair for vote in shop.rows["review_votes"])
    if review["customer_id"] == voter or taken:
        return
    shop.add(
        "review_votes",
        review_id=review["review_id"],
        customer_id=voter,
        helpful=shop.chance.random() < 0.7,
        voted_at=shop.after(review["published_at"], days=60),
    )


def _visit(shop: Shop, customer: dict[str, Any]) -> None:
    customer_id = customer["customer_id"]
    for _ in shop.some(2, 8):
        at = shop.before(LAST_DAY, days=360)
        shop.add(
            "connection_log",
            entry_id=shop.number("connection_log"),
            customer_id=customer_id,
            at=at,
            ip=address_of_visitor(shop),
            user_agent=shop.chance.choice(vocabulary.BROWSERS),
            succeeded=shop.chance.random() < 0.95,
        )
        for page in shop.some(0, 4):
            shop.add(
                "product_views",
                customer_id=customer_id,
                viewed_at=at + timedelta(minutes=page, microseconds=customer_id),
                sku=shop.chance.choice(vocabulary.PRODUCTS)[0],
                seconds=round(shop.chance.uniform(0.5, 180), 3),
            )


def _write_to(shop: Shop, customer: dict[str, Any]) -> None:
    for campaign in vocabulary.CAMPAIGNS:
        if customer["customer_id"] != 1 and shop.chance.random() < 0.5:
            continue
        sent_at = shop.before(LAST_DAY, days=400)
        shop.add(
            "marketing_messages",
            message_id=shop.number("marketing_messages"),
            customer_id=customer["customer_id"],
            campaign=campaign,
            sent_to=customer["email"],
            sent_at=sent_at,
            opened_at=shop.after(sent_at, days=3) if shop.chance.random() < 0.4 else None,
        )


def _profile(shop: Shop, customer: dict[str, Any]) -> None:
    shop.add(
        "customer_profiles",
        customer_id=customer["customer_id"],
        segment=shop.chance.choice(vocabulary.SEGMENTS),
        churn_risk=round(shop.chance.random(), 4),
        interests=shop.chance.sample(("road", "trail", "track", "gifts", "night"), k=2),
        computed_at=LAST_DAY - timedelta(days=1),
    )


def _authorise_application(shop: Shop, customer: dict[str, Any]) -> None:
    grant_id = shop.number("authorised_applications")
    granted_at = shop.before(LAST_DAY, days=500)
    shop.add(
        "authorised_applications",
        grant_id=grant_id,
        customer_id=customer["customer_id"],
        application="Carnet de Foulées",
        scopes=["orders:read", "profile:read"],
        token_hash=hashlib.sha256(f"grant {grant_id}".encode()).digest(),
        granted_at=granted_at,
        revoked_at=shop.after(granted_at, days=200) if shop.chance.random() < 0.3 else None,
    )


def _ask_for_help(shop: Shop) -> None:
    """Threads of one customer, and of two who live together and answer each other."""
    for customer in shop.rows["customers"]:
        customer_id = customer["customer_id"]
        company = {1: 2, 2: 1}.get(customer_id) or (
            customer_id - 1 if customer_id % 5 == 0 and customer_id > 5 else None
        )
        if customer_id in {1, 2} or shop.chance.random() < 0.4:
            _open_thread(shop, [customer_id] if company is None else [customer_id, company])


def _open_thread(shop: Shop, people: list[int]) -> None:
    topic, words = shop.chance.choice(vocabulary.SUPPORT_LINES)
    opened_at = shop.before(LAST_DAY, days=500)
    thread_id = shop.number("support_threads")
    orders = [order["order_id"] for order in shop.rows["orders"] if order["customer_id"] == people[0]]
    shop.add(
        "support_threads",
        thread_id=thread_id,
        topic=topic,
        order_id=shop.chance.choice(orders) if orders else None,
        internal_note="Client patient, geste commercial possible." if shop.chance.random() < 0.3 else None,
        opened_at=opened_at,
        closed_at=shop.after(opened_at, days=10),
    )
    for person in people:
        shop.add("support_participants", thread_id=thread_id, customer_id=person, joined_at=opened_at)
    before: str | None = None
    for turn, person in enumerate(people * 2):
        message_id = shop.number("support_messages")
        name = shop.rows["customers"][person]["first_name"]
        body = f"{words} ({turn + 1}) {name}"
        sent_at = opened_at + timedelta(hours=turn)
        shop.add(
            "support_messages",
            message_id=message_id, thread_id=thread_id, author_id=person, body=body,
            quoted_words=before, sent_at=sent_at,
        )  # fmt: skip
        shop.add(
            "support_replies",
            reply_id=shop.number("support_replies"),
            message_id=message_id,
            agent_name=shop.chance.choice(vocabulary.AGENTS),
            body="Bonjour, nous regardons cela tout de suite.",
            sent_at=sent_at + timedelta(minutes=20),
        )
        before = body if len(people) > 1 else None
