"""Customers of the real shop under test, made by oscar's own code: some lively, some who bought nothing."""

import random
from datetime import date

from catalogue import Shop
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from orders import Placement
from oscar.apps.analytics.receivers import receive_product_view
from oscar.apps.basket.signals import basket_addition
from oscar.apps.communication.utils import Dispatcher
from oscar.apps.search.signals import user_search
from oscar.core.loading import get_class, get_model

Basket = get_model("basket", "Basket")
Bankcard = get_model("payment", "Bankcard")
ProductAlert = get_model("customer", "ProductAlert")
Range = get_model("offer", "Range")
RangeProductFileUpload = get_model("offer", "RangeProductFileUpload")
ProductReview = get_model("reviews", "ProductReview")
Selector = get_class("partner.strategy", "Selector")
UserAddress = get_model("address", "UserAddress")
WishList = get_model("wishlists", "WishList")

FIRST_NAMES = ("Aline", "Basile", "Camille", "Denis", "Émilie", "Farid", "Gaëlle", "Hugo", "Inès", "Jules")
LAST_NAMES = ("Brunel", "D'Artois", "Lefort", "Morel-Petit", "Noir", "Roux", "Sauvage", "Vidal")
LIVELY = (1, 2, 7)  # have something of everything; 1 and 2 live together


class Customers:
    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self.shop = shop
        self.chance = chance
        self.users: list = []
        self.placement = Placement(shop, chance)

    def add(self, position: int) -> None:
        user = get_user_model().objects.create_user(
            username=f"{position:012x}",
            email=f"customer{position}@example.com",
            password="pass-phrase-42",
            first_name=self.chance.choice(FIRST_NAMES),
            last_name=self.chance.choice(LAST_NAMES),
        )
        self.users.append(user)
        for number in range(self._some(position, 0, 2)):
            self._add_address(user, position, number)
        for _ in range(self._some(position, 0, 3)):
            self._look_around(user)
        for _ in range(self.chance.choice((0, 0, 0, 1, 1)) if position not in LIVELY else 3):
            self._order(user, position)
        if self._often(position, 0.4):
            self._fill_basket(user)
        if self._often(position, 0.3):
            self._wish(user)
        if self._often(position, 0.3):
            self._review(user)
        if self._often(position, 0.2):
            ProductAlert.objects.create(user=user, product=self.shop.sold_out, status=ProductAlert.ACTIVE)
        if self._often(position, 0.2):
            Bankcard.objects.create(
                user=user, number="4111 1111 1111 1111", name=user.get_full_name(), card_type="Visa",
                expiry_date=date(2031, 1, 31), partner_reference=f"ref-{position}",
            )  # fmt: skip
        Dispatcher().notify_user(user, "Welcome", body=f"Welcome, {user.first_name}.")

    def meet(self) -> None:
        """What ties customers to each other, where a careless walk would hand out somebody else's data."""
        one, two, other = (self.users[position] for position in LIVELY)
        for review in list(ProductReview.objects.all())[:60]:
            for voter in self.chance.sample(self.users, k=3):
                if voter != review.user:
                    review.vote_up(voter) if voter.pk % 2 else review.vote_down(voter)
        review = ProductReview.objects.exclude(user__in=[one, two, other]).first()
        for voter in (one, two, other):
            if not review.votes.filter(user=voter).exists():
                review.vote_up(voter)
        for owner, reader in ((two, one), (one, two), (other, one)):
            owner.wishlists.first().shared_emails.create(email=reader.email)
        Dispatcher().notify_user(two, "A list for you", body="Have a look.", sender=one)
        self._make_staff(other)

    def _make_staff(self, user) -> None:
        """A customer may work for the shop too: notes on other people's orders bear that name."""
        user.is_staff = True
        user.save()
        user.groups.add(Group.objects.create(name="Customer service"))
        user.user_permissions.add(Permission.objects.first())
        LogEntry.objects.log_actions(user.pk, self.users[:3], CHANGE, change_message="Name corrected")
        RangeProductFileUpload.objects.create(
            range=Range.objects.first(), filepath="/tmp/range.csv", size=12, uploaded_by=user
        )
        self.shop.products[0].stockrecords.first().partner.users.add(user)
        for order in list(self.placement.orders)[::10]:
            order.notes.create(user=user, note_type="Info", message=f"Called about {order.number}.")

    def _some(self, position: int, least: int, most: int) -> int:
        return most if position in LIVELY else self.chance.randint(least, most)

    def _often(self, position: int, share: float) -> bool:
        return position in LIVELY or self.chance.random() < share

    def _add_address(self, user, position: int, number: int) -> None:
        household = 1 if position == 2 else position  # two people, one home, one telephone
        UserAddress.objects.create(
            user=user, first_name=user.first_name, last_name=user.last_name, line1=f"{household} Long Street",
            line2=("Left", "")[number], line4="Paris", postcode="75011", country=self.shop.france,
            phone_number=f"+33199000{household:03d}", notes="Ring twice" if number else "",
            is_default_for_shipping=number == 0, is_default_for_billing=number == 0,
        )  # fmt: skip

    def _look_around(self, user) -> None:
        receive_product_view(sender=self, product=self.chance.choice(self.shop.products), user=user)
        user_search.send(sender=self, query=self.chance.choice(("shoe", "=1+1", "çà et là")), user=user,
                         session=None)  # fmt: skip

    def new_basket(self, owner=None):
        basket = Basket.objects.create(owner=owner)
        basket.strategy = Selector().strategy()
        for product in self.chance.sample(self.shop.products, k=self.chance.randint(1, 3)):
            options = []
            if self.chance.random() < 0.5:
                options = [{"option": self.shop.engraving, "value": f"Go {self.chance.choice(FIRST_NAMES)}"}]
            basket.add_product(product, self.chance.randint(1, 2), options)
            if owner is not None:
                basket_addition.send(sender=self, product=product, user=owner)
        return basket

    def _fill_basket(self, user) -> None:
        self.new_basket(user).vouchers.add(self.shop.voucher)

    def _order(self, user, position: int) -> None:
        basket = self.new_basket(user)
        if position in LIVELY or self.chance.random() < 0.3:
            basket.vouchers.add(self.shop.voucher)
        self.placement.buy(basket, user)

    def _wish(self, user) -> None:
        wish_list = WishList.objects.create(owner=user, name="Wishes", visibility=WishList.SHARED)
        for product in self.chance.sample(self.shop.products, k=3):
            wish_list.add(product)
        wish_list.shared_emails.create(email=f"friend-of-{user.pk}@example.net")

    def _review(self, user) -> None:
        for product in self.chance.sample(self.shop.products, k=2):
            ProductReview.objects.create(
                product=product, user=user, title='"Good", not bad', body="Runs\nand runs.",
                score=self.chance.randint(0, 5),
            )  # fmt: skip
