"""What comes before an erasure: portability is mentioned first, and the cool-down's letter lets the person stop it."""

from contextlib import AsyncExitStack

import pytest

from dsr_service_tests import Service, client_of, submission
from erasing import CAMILLE, approved, planned, settings, verified
from known_shop import mails, token_in

OLDER = "old.address@example.com"


async def test_the_cool_down_letter_goes_to_known_channels_with_a_link_that_stops_it(
    service, shop, storefront
):
    url = await verified(service, "erasure")
    channel = {"email": OLDER, "known_since": "2020-01-01T00:00:00Z"}
    assert (await storefront.post(f"{url}/known-channels", json=channel)).status_code == 202
    await planned(service, url)
    await approved(service, url)
    await service.run_jobs()
    before = shop.rows("people")
    [told] = mails(service, OLDER, "/v1/track#")
    assert mails(service, CAMILLE, "can't be undone") or mails(service, CAMILLE, "effacement")
    nobody = service.clients["nobody"]
    assert (await nobody.get("/v1/track")).status_code == 200  # a reader of links changes nothing
    assert (await service.clients["staff"].get(f"{url}/erasure-plan")).json()["status"] == "approved"
    opened = await nobody.post("/v1/track/sessions", json={"token": token_in(told)})
    assert opened.status_code == 201, opened.text
    async with AsyncExitStack() as stack:
        bearer = {"Authorization": f"Bearer {opened.json()['session']}"}
        person = await stack.enter_async_context(client_of(service.app, bearer))
        answer = await person.post("/v1/track/erasure-cancellation")
        assert answer.status_code == 200, answer.text
    assert (await service.clients["staff"].get(f"{url}/erasure-plan")).json()["status"] == "cancelled"
    assert shop.rows("people") == before


@pytest.mark.parametrize(
    ("rights", "mentioned"), [(("erasure",), True), (("erasure", "portability"), False), (("access",), False)]
)
async def test_an_account_closure_hears_of_portability_first(service, staff, rights, mentioned):
    made = await staff.post("/v1/requests", json=submission(*rights, email=CAMILLE))
    await service.run_jobs()
    letters = (await staff.get(f"/v1/requests/{made.json()['id']}/messages")).json()
    [body] = [letter["body"] for letter in letters if letter["kind"] == "acknowledgement"]
    assert ("portabilité" in body and "clôture" in body) is mentioned


async def test_the_controller_may_leave_that_out(database, tmp_path, shop):
    async with AsyncExitStack() as stack:
        quiet = await Service.start(stack, settings(database, tmp_path, shop, portability_notice=False))
        made = await quiet.clients["staff"].post("/v1/requests", json=submission("erasure", email=CAMILLE))
        await quiet.run_jobs()
        letters = (await quiet.clients["staff"].get(f"/v1/requests/{made.json()['id']}/messages")).json()
        assert "portabilité" not in letters[0]["body"]
