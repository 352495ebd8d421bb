"""Bodies of whoever asks for another person: agents with a mandate, parents, heirs."""

from typing import Literal, Self

from pydantic import Field, model_validator

from dsr_service.api.schemas import Body, CivilDay, Prose, ShortText
from dsr_service.domain.errors import Refusal
from dsr_service.domain.identity.special_requesters import Capacity, HeirScope
from dsr_service.domain.rights import Right


class MandateIn(Body):
    """What the mandate says (CNIL 2021-070); each point is checked against the paper."""

    rights: list[Right] | None = Field(None, min_length=1, max_length=len(Right))
    valid_from: CivilDay | None = None
    valid_until: CivilDay | None = None
    data: Prose | None = Field(None, description="Which data it covers.")
    addressee: ShortText | None = Field(None, description="To which controller it may be shown.")
    reference: ShortText | None = None


class AgentIn(Body):
    """Who asks in the person's name, on a mandate."""

    name: ShortText = Field(examples=["Maitre Dupont"])
    contact: ShortText = Field(examples=["dupont@example.org"])
    capacity: Capacity | None = Field(
        None, description="As an agent, a parent or an heir; derived from `relation` when left out."
    )
    relation: Literal["mandate", "parent", "guardian", "heir"] = "mandate"
    mandate_reference: ShortText | None = None
    mandate: MandateIn | None = Field(None, description="Of an agent.")
    born_on: CivilDay | None = Field(None, description="Of the minor, where a parent asks.")
    scope: HeirScope | None = Field(None, description="For what an heir acts (LIL 85, II).")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        derived = {
            "mandate": None,
            "parent": Capacity.PARENT,
            "guardian": Capacity.PARENT,
            "heir": Capacity.HEIR,
        }
        if self.capacity is Capacity.PARENT and self.born_on is None:
            raise Refusal("A parent says when the minor was born.")
        if self.capacity is Capacity.HEIR and self.scope is None:
            raise Refusal("An heir says for what they act: estate, memories or account_closure.")
        stated = self.capacity or derived[self.relation]
        if self.born_on is not None and stated is not Capacity.PARENT:
            raise Refusal("A birth date is stated by parents only.")
        if self.scope is not None and stated is not Capacity.HEIR:
            raise Refusal("A scope is stated by heirs only.")
        if self.mandate is not None and stated not in {None, Capacity.AGENT}:
            raise Refusal("A mandate is stated by agents only.")
        return self
