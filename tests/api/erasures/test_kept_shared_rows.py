"""Rows that several people may use, kept by a rule of their own, come up on their day, whoever used them is gone."""

import pytest

from erasing import MAP, approved, carried_out, later, planned, verified

ADDRESSES = """
      - name: addresses
        dsr: {retention: contract_claims, retention_from: since}
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: street, data_categories: [user.contact.address.street]}
          - {name: since, data_categories: [system.operations]}
"""
ADDRESS = """
          - name: address_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: addresses.id, direction: to}]}
"""


@pytest.fixture
def changed():
    return {"erasure_cool_down_hours": 0}


@pytest.fixture
async def erased(service, shop):
    """Camille's order is gone; its address is kept until 1 May 2027."""
    shop.run(
        "CREATE TABLE addresses (id integer PRIMARY KEY, street text, since date)",
        "INSERT INTO addresses VALUES (30, 'Rue du Test 1', '2022-05-01'), (31, 'Rue du Test 2', '2022-05-01')",
        "ALTER TABLE orders ADD COLUMN address_id integer REFERENCES addresses (id)",
        "UPDATE orders SET address_id = id + 20",
    )
    data_map = MAP.replace("        dsr: {retention: accounting_documents, retention_from: placed_on}\n", "")
    data_map = data_map.replace(
        "          - {name: placed_on,", ADDRESS[1:] + "          - {name: placed_on,"
    )
    dpo = service.clients["dpo"]
    held = (await dpo.get("/v1/data-map")).headers["ETag"]
    answer = await dpo.put(
        "/v1/data-map", json={"content": data_map + ADDRESSES[1:]}, headers={"If-Match": held}
    )
    assert answer.status_code == 200, answer.text
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    await carried_out(service, url)
    assert [row[0] for row in shop.rows("orders")] == [11]
    assert shop.rows("addresses")[0] == (30, "Rue du Test 1", "2022-05-01")
    return url


async def until_nothing_is_kept(service, url):
    async def over() -> bool:
        shown = (await service.clients["staff"].get(f"{url}/erasure-plan")).json()
        return all(part["done_at"] for part in shown["kept"])

    later(service, days=440)
    await service.run_jobs(until=over)
    await service.run_jobs()


async def test_a_kept_address_whose_order_is_gone_is_erased_on_its_day(service, shop, erased):
    await until_nothing_is_kept(service, erased)
    assert [row[0] for row in shop.rows("addresses")] == [31]


async def test_a_kept_address_that_somebody_uses_by_then_stays(service, shop, erased):
    shop.run("UPDATE orders SET address_id = 30")
    await until_nothing_is_kept(service, erased)
    assert shop.rows("addresses")[0] == (30, "Rue du Test 1", "2022-05-01")
    assert shop.rows("orders") == [(11, 2, "2024-05-01", "2.00", 30)]
