from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.channel import Channel
from ..models.status import Status

if TYPE_CHECKING:
    from ..models.deadline_out import DeadlineOut
    from ..models.identity_out import IdentityOut
    from ..models.request_out_agent_type_0 import RequestOutAgentType0
    from ..models.right_out import RightOut
    from ..models.subject_out import SubjectOut


T = TypeVar("T", bound="RequestOut")


@_attrs_define
class RequestOut:
    id: UUID
    reference: str
    """ The receipt number that the person may quote. """
    status: Status
    rights: list[RightOut]
    subject: SubjectOut
    agent: None | RequestOutAgentType0
    channel: Channel
    locale: str
    received_at: datetime.datetime
    created_at: datetime.datetime
    closed_at: datetime.datetime | None
    deadline: DeadlineOut
    """ The statutory clock (art. 12(3)). """
    identity: IdentityOut
    assignee: None | str
    reminders: int
    """ How often the person has reminded us of this request. """
    next_actions: list[str]
    """ What this caller may do next. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.request_out_agent_type_0 import RequestOutAgentType0  # noqa: PLC0415

        id = str(self.id)

        reference = self.reference

        status = self.status.value

        rights = []
        for rights_item_data in self.rights:
            rights_item = rights_item_data.to_dict()
            rights.append(rights_item)

        subject = self.subject.to_dict()

        agent: dict[str, Any] | None
        if isinstance(self.agent, RequestOutAgentType0):
            agent = self.agent.to_dict()
        else:
            agent = self.agent

        channel = self.channel.value

        locale = self.locale

        received_at = self.received_at.isoformat()

        created_at = self.created_at.isoformat()

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        deadline = self.deadline.to_dict()

        identity = self.identity.to_dict()

        assignee: None | str
        assignee = self.assignee

        reminders = self.reminders

        next_actions = self.next_actions

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "reference": reference,
                "status": status,
                "rights": rights,
                "subject": subject,
                "agent": agent,
                "channel": channel,
                "locale": locale,
                "received_at": received_at,
                "created_at": created_at,
                "closed_at": closed_at,
                "deadline": deadline,
                "identity": identity,
                "assignee": assignee,
                "reminders": reminders,
                "next_actions": next_actions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.deadline_out import DeadlineOut  # noqa: PLC0415
        from ..models.identity_out import IdentityOut  # noqa: PLC0415
        from ..models.request_out_agent_type_0 import RequestOutAgentType0  # noqa: PLC0415
        from ..models.right_out import RightOut  # noqa: PLC0415
        from ..models.subject_out import SubjectOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        reference = d.pop("reference")

        status = Status(d.pop("status"))

        rights = []
        _rights = d.pop("rights")
        for rights_item_data in _rights:
            rights_item = RightOut.from_dict(rights_item_data)

            rights.append(rights_item)

        subject = SubjectOut.from_dict(d.pop("subject"))

        def _parse_agent(data: object) -> None | RequestOutAgentType0:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_type_0 = RequestOutAgentType0.from_dict(data)

                return agent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RequestOutAgentType0, data)

        agent = _parse_agent(d.pop("agent"))

        channel = Channel(d.pop("channel"))

        locale = d.pop("locale")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        deadline = DeadlineOut.from_dict(d.pop("deadline"))

        identity = IdentityOut.from_dict(d.pop("identity"))

        def _parse_assignee(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        assignee = _parse_assignee(d.pop("assignee"))

        reminders = d.pop("reminders")

        next_actions = cast(list[str], d.pop("next_actions"))

        request_out = cls(
            id=id,
            reference=reference,
            status=status,
            rights=rights,
            subject=subject,
            agent=agent,
            channel=channel,
            locale=locale,
            received_at=received_at,
            created_at=created_at,
            closed_at=closed_at,
            deadline=deadline,
            identity=identity,
            assignee=assignee,
            reminders=reminders,
            next_actions=next_actions,
        )

        return request_out
