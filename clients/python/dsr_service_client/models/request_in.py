from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.channel import Channel
from ..models.right import Right
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.agent_in import AgentIn
    from ..models.particulars import Particulars
    from ..models.subject_in import SubjectIn


T = TypeVar("T", bound="RequestIn")


@_attrs_define
class RequestIn:
    """What a person asks for."""

    rights: list[Right]
    subject: SubjectIn
    channel: Channel | Unset = UNSET
    received_at: datetime.datetime | None | Unset = UNSET
    """ When it reached the controller; staff only. """
    locale: None | str | Unset = UNSET
    particulars: Particulars | Unset = UNSET
    agent: AgentIn | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_in import AgentIn  # noqa: PLC0415

        rights = []
        for rights_item_data in self.rights:
            rights_item = rights_item_data.value
            rights.append(rights_item)

        subject = self.subject.to_dict()

        channel: str | Unset = UNSET
        if not isinstance(self.channel, Unset):
            channel = self.channel.value

        received_at: None | str | Unset
        if isinstance(self.received_at, Unset):
            received_at = UNSET
        elif isinstance(self.received_at, datetime.datetime):
            received_at = self.received_at.isoformat()
        else:
            received_at = self.received_at

        locale: None | str | Unset
        if isinstance(self.locale, Unset):
            locale = UNSET
        else:
            locale = self.locale

        particulars: dict[str, Any] | Unset = UNSET
        if not isinstance(self.particulars, Unset):
            particulars = self.particulars.to_dict()

        agent: dict[str, Any] | None | Unset
        if isinstance(self.agent, Unset):
            agent = UNSET
        elif isinstance(self.agent, AgentIn):
            agent = self.agent.to_dict()
        else:
            agent = self.agent

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "rights": rights,
                "subject": subject,
            }
        )
        if channel is not UNSET:
            field_dict["channel"] = channel
        if received_at is not UNSET:
            field_dict["received_at"] = received_at
        if locale is not UNSET:
            field_dict["locale"] = locale
        if particulars is not UNSET:
            field_dict["particulars"] = particulars
        if agent is not UNSET:
            field_dict["agent"] = agent

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_in import AgentIn  # noqa: PLC0415
        from ..models.particulars import Particulars  # noqa: PLC0415
        from ..models.subject_in import SubjectIn  # noqa: PLC0415

        d = dict(src_dict)
        rights = []
        _rights = d.pop("rights")
        for rights_item_data in _rights:
            rights_item = Right(rights_item_data)

            rights.append(rights_item)

        subject = SubjectIn.from_dict(d.pop("subject"))

        _channel = d.pop("channel", UNSET)
        channel: Channel | Unset
        if isinstance(_channel, Unset):
            channel = UNSET
        else:
            channel = Channel(_channel)

        def _parse_received_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                received_at_type_0 = datetime.datetime.fromisoformat(data)

                return received_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        received_at = _parse_received_at(d.pop("received_at", UNSET))

        def _parse_locale(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        locale = _parse_locale(d.pop("locale", UNSET))

        _particulars = d.pop("particulars", UNSET)
        particulars: Particulars | Unset
        if isinstance(_particulars, Unset):
            particulars = UNSET
        else:
            particulars = Particulars.from_dict(_particulars)

        def _parse_agent(data: object) -> AgentIn | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_type_0 = AgentIn.from_dict(data)

                return agent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AgentIn | None | Unset, data)

        agent = _parse_agent(d.pop("agent", UNSET))

        request_in = cls(
            rights=rights,
            subject=subject,
            channel=channel,
            received_at=received_at,
            locale=locale,
            particulars=particulars,
            agent=agent,
        )

        return request_in
